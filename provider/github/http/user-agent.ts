/** GitHub refuses requests without a user agent, and asks for the application's name (https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#user-agent). */
export const USER_AGENT = "pulumi-github-packages/0.1.0";
