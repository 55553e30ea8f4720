"use strict";
/** What a generated SDK is to a program: the plugin's types, and nothing that only a hand-written class can do. `package` and `Provider` as tests write them. */
const pulumi = require("@pulumi/pulumi");
const schema = require("../../sdk/schema.json");

const type = (name) => `github-packages:index:${name}`;
const outputs = (name) =>
  Object.fromEntries(Object.keys(schema.resources[type(name)].properties).map((output) => [output, undefined]));

const withAliases = (name, opts) => pulumi.mergeOptions(opts ?? {}, { aliases: schema.resources[type(name)].aliases });

class Package extends pulumi.CustomResource {
  static get = (name, id, opts) => new Package(name, {}, { ...opts, id });
  constructor(name, args, opts) {
    super(type("Package"), name, { ...outputs("Package"), ...args }, withAliases("Package", opts));
  }
}

class PackageVersion extends pulumi.CustomResource {
  static get = (name, id, opts) => new PackageVersion(name, {}, { ...opts, id });
  constructor(name, { package: declared, ...args } = {}, opts) {
    const of = declared && { owner: declared.owner, packageType: declared.packageType, packageName: declared.name };
    const options = { ...(declared && { deletedWith: declared }), ...opts };
    const properties = { ...outputs("PackageVersion"), ...args, ...of };
    super(type("PackageVersion"), name, properties, withAliases("PackageVersion", options));
  }
}

class RetentionPolicy extends pulumi.CustomResource {
  constructor(name, args, opts) {
    super(
      type("RetentionPolicy"),
      name,
      { ...outputs("RetentionPolicy"), ...args },
      withAliases("RetentionPolicy", opts),
    );
  }
}

class Provider extends pulumi.ProviderResource {
  constructor(name, args = {}, opts) {
    const texts = Object.entries(args).map(([key, value]) => [
      key,
      value === undefined ? undefined : pulumi.output(value).apply(String),
    ]);
    super("github-packages", name, Object.fromEntries(texts), opts);
  }
}

const functions = Object.fromEntries(
  Object.keys(schema.functions ?? {}).flatMap((token) => {
    const name = token.split(":").at(-1);
    return [
      [name, (args = {}, opts) => pulumi.runtime.invoke(token, args, opts)],
      [`${name}Output`, (args = {}, opts) => pulumi.runtime.invokeOutput(token, args, opts)],
    ];
  }),
);

module.exports = { Package, PackageVersion, RetentionPolicy, Provider, ...functions };
