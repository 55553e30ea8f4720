/**
 * What the tests use of jest, for mocha, which takes a tenth of jest's time for a mutant: `expect` and `each` are jest's own.
 * Random worlds are the same ones each time, so that a mutant that they kill is always killed.
 */
const fastCheck = require("fast-check");
const { bind } = require("jest-each");
const { expect } = require("expect");
const Mocha = require("mocha");

fastCheck.configureGlobal({ seed: 1 });

/** Tests that take seconds, of things that quicker ones show as well: each surviving mutant would wait for them. */
const TOO_SLOW =
  /of 9000 packages|for each of 300 packages|a (limit|failure) held its deletion up|stops at maxDuration without/;

Mocha.interfaces["jest-interface"] = (suite) => {
  Mocha.interfaces.bdd(suite);
  suite.on("pre-require", (context) => {
    const { it } = context;
    context.it = (title, run) => (TOO_SLOW.test(title) ? undefined : it(title, run));
    context.it.each = bind(context.it, false);
    context.describe.each = bind(context.describe, false);
    context.beforeAll = context.before;
    context.afterAll = context.after;
    context.expect = expect;
    context.jest = { setTimeout: () => {} };
  });
};
