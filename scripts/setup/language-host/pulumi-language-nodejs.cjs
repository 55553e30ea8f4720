#!/usr/bin/env node
/**
 * A small Node language host for an engine that was built from Go modules, where Pulumi's own host is not to be had.
 * It runs Node programs (`pulumi preview`, `up`, `refresh`, `destroy`), policy packs and plugins; it generates no code, and installs what plugins depend on.
 * An official Pulumi installation brings its own host and never meets this one.
 *
 * The engine starts it in the program's directory, reads its port from standard output, holds its standard input open
 * for as long as the engine lives, and passes what it and the program print on to the user.
 */
const { spawn } = require("node:child_process");
const { createRequire } = require("node:module");
const { join } = require("node:path");

/** Pulumi's own exit code for "the program has already told the user what is wrong". */
const EXITED_AFTER_LOGGING = 32;

/** What the engine calls a policy pack: `AnalyzerPlugin` of sdk/go/common/apitype/plugins.go. */
const POLICY_PACK = "analyzer";

/** The same of a provider's plugin. */
const PROVIDER = "resource";

/**
 * Loaded before the program. The SDK prints an uncaught error in colour, and some releases of Node 20 and 22 never come
 * back from that (nodejs/node#64011): without this, a program that throws would hang instead of failing.
 */
const PLAIN_ERRORS = `
  import util from "node:util";
  const inspect = util.inspect;
  util.inspect = Object.assign((value, options, ...rest) =>
    inspect(value, value instanceof Error && options?.colors ? { ...options, colors: false } : options, ...rest), inspect);
`;

const sdk = loadSdk(process.cwd());
const programs = new Set();

/** `@pulumi/pulumi`, and the gRPC that it was installed with, as the program in `directory` sees them. */
function loadSdk(directory) {
  try {
    const manifest = createRequire(join(directory, "index.js")).resolve("@pulumi/pulumi/package.json");
    const fromSdk = createRequire(manifest);
    return {
      version: fromSdk(manifest).version,
      runScript: fromSdk.resolve("./cmd/run"),
      grpc: fromSdk("@grpc/grpc-js"),
      service: fromSdk("./proto/language_grpc_pb").LanguageRuntimeService,
      language: fromSdk("./proto/language_pb"),
      plugin: fromSdk("./proto/plugin_pb"),
      Empty: fromSdk("google-protobuf/google/protobuf/empty_pb.js").Empty,
    };
  } catch (error) {
    process.stderr.write(
      `@pulumi/pulumi cannot be loaded from ${directory}: ${error.message}\n` +
        "Install the program's dependencies (npm install) and run the command again.\n",
    );
    process.exit(1);
  }
}

function run(call, callback) {
  const request = call.request;
  const options = request.getInfo()?.getOptions()?.toJavaScript() ?? {};
  const program = spawn(process.execPath, runArguments(request, options), {
    cwd: request.getPwd(),
    env: runEnvironment(request, options),
    stdio: ["ignore", "inherit", "inherit"],
  });
  programs.add(program);
  call.on("cancelled", () => program.kill());
  program.once("error", (error) => callback(null, runResponse(`could not run node: ${error.message}`)));
  program.once("exit", (code, signal) => {
    programs.delete(program);
    callback(null, exitResponse(code, signal));
  });
}

function runArguments(request, options) {
  const flags = {
    monitor: request.getMonitorAddress(),
    engine: process.argv.at(-1),
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": request.getInfo()?.getRootDirectory(),
    stack: request.getStack(),
    pwd: request.getPwd(),
    parallel: request.getParallel(),
  };
  const nodeArguments = [options.nodeargs ?? []].flat().flatMap((text) => text.split(/\s+/).filter(Boolean));
  const given = Object.entries(flags).filter(([, value]) => value);
  return [
    ...nodeArguments,
    `--import=data:text/javascript,${encodeURIComponent(PLAIN_ERRORS)}`,
    sdk.runScript,
    ...given.map(([name, value]) => `--${name}=${value}`),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    request.getProgram() || ".",
    ...request.getArgsList(),
  ];
}

function runEnvironment(request, options) {
  return {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().getEntryList())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    PULUMI_NODEJS_TYPESCRIPT: String(options.typescript !== false),
    ...(options.tsconfig ? { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig } : {}),
  };
}

function exitResponse(code, signal) {
  if (code === EXITED_AFTER_LOGGING) {
    const response = runResponse("");
    response.setBail(true);
    return response;
  }
  if (signal) {
    return runResponse(`Program was ended by ${signal}`);
  }
  return runResponse(code === 0 ? "" : `Program exited with non-zero exit code: ${code}`);
}

function runResponse(error) {
  const response = new sdk.language.RunResponse();
  response.setError(error);
  return response;
}

/** Starts a policy pack or a provider's plugin. Its own directory, not the program's, is where it runs and where its modules are. */
function runPlugin(call) {
  const request = call.request;
  const directory = request.getInfo()?.getProgramDirectory() || request.getPwd();
  const { script, reason } = findRunner(request.getKind(), directory);
  if (!script) {
    answer(call, "setStderr", Buffer.from(`${reason}\n`));
    finish(call, 1);
    return;
  }
  const environment = request.getEnvList().map((text) => text.split(/=(.*)/s).slice(0, 2));
  const given = request.getArgsList();
  const plugin = spawn(
    process.execPath,
    [script, ...(request.getKind() === PROVIDER ? [".", ...given] : [...given, "."])],
    {
      cwd: directory,
      env: { ...process.env, ...Object.fromEntries(environment) },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  programs.add(plugin);
  call.on("cancelled", () => plugin.kill());
  plugin.stdout.on("data", (chunk) => answer(call, "setStdout", chunk));
  plugin.stderr.on("data", (chunk) => answer(call, "setStderr", chunk));
  plugin.once("error", (error) => answer(call, "setStderr", Buffer.from(`could not run node: ${error.message}\n`)));
  plugin.once("close", (code) => {
    programs.delete(plugin);
    finish(call, code ?? 1);
  });
}

function findRunner(kind, directory) {
  const runner = { [POLICY_PACK]: "run-policy-pack", [PROVIDER]: "run-plugin" }[kind];
  if (!runner)
    return {
      reason: `This language host runs policy packs and providers, and no other plugins (${kind}): install Pulumi.`,
    };
  try {
    return { script: createRequire(join(directory, "index.js")).resolve(`@pulumi/pulumi/cmd/${runner}`) };
  } catch (error) {
    return {
      reason: `The plugin's dependencies are not installed: run npm install in ${directory} (${error.message}).`,
    };
  }
}

/** A plugin's; those of programs are their owner's to install. */
function installDependencies(call) {
  const directory = call.request.getInfo()?.getProgramDirectory() || call.request.getDirectory();
  const npm = spawn("npm", ["install", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  let said = "";
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.on("data", (chunk) => {
      said += chunk;
    });
  }
  npm.once("error", (error) => call.destroy(new Error(`could not run npm: ${error.message}`)));
  npm.once("close", (code) => {
    if (code === 0) call.end();
    else call.destroy(new Error(`npm install failed in ${directory}:\n${said}`));
  });
}

function answer(call, field, value) {
  const response = new sdk.language.RunPluginResponse();
  response[field](value);
  call.write(response);
}

function finish(call, exitCode) {
  answer(call, "setExitcode", exitCode);
  call.end();
}

function about(_call, callback) {
  const response = new sdk.language.AboutResponse();
  response.setExecutable(process.execPath);
  response.setVersion(process.version);
  callback(null, response);
}

function getPluginInfo(_call, callback) {
  const response = new sdk.plugin.PluginInfo();
  response.setVersion(sdk.version);
  callback(null, response);
}

function stopPrograms() {
  for (const program of programs) {
    program.kill();
  }
}

function cancel(_call, callback) {
  stopPrograms();
  callback(null, new sdk.Empty());
}

const answerWith = (Type) => (_call, callback) => callback(null, new Type());

const implementation = {
  run,
  runPlugin,
  installDependencies,
  about,
  cancel,
  getPluginInfo,
  handshake: answerWith(sdk.language.LanguageHandshakeResponse),
  getRequiredPackages: answerWith(sdk.language.GetRequiredPackagesResponse),
  getRequiredPlugins: answerWith(sdk.language.GetRequiredPluginsResponse),
};

function exit() {
  stopPrograms();
  process.exit(0);
}

const server = new sdk.grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(sdk.service, implementation);
server.bindAsync("127.0.0.1:0", sdk.grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  process.stdout.write(`${port}\n`);
});
process.stdin.resume().once("end", exit).once("close", exit);
process.once("SIGINT", exit);
process.once("SIGTERM", exit);
