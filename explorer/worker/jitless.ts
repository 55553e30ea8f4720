import * as z from "zod";

// Before the first schema is made: zod would try whether it may make functions out of text, which the page's policy refuses and reports.
z.config({ jitless: true });
