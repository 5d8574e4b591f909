#!/usr/bin/env node
// Starts the expgate program of the platform package that npm chose. Exits as it does; with 2 if there is none ("could not decide").
'use strict';
const {spawn} = require('child_process');
const os = require('os');

function fail(message) {
  process.stderr.write(`expgate: ${message}\n`);
  process.exit(2);
}

const name = `expgate-${process.platform}-${process.arch}`;
let program;
try {
  program = require.resolve(`${name}/bin/expgate`);
} catch {
  const known = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);
  fail(known ? `the package ${name} is not installed; run \`npm install\` without --omit=optional, or \`npm install ${name}\``
             : `there is no program for ${process.platform} on ${process.arch}; expgate runs on Linux, on x64 and arm64`);
}

const child = spawn(program, process.argv.slice(2), {stdio: 'inherit'});
child.on('error', error => fail(`cannot start ${program}: ${error.message}`));
child.on('exit', (status, signal) => process.exit(signal ? 128 + os.constants.signals[signal] : status));
process.on('SIGINT', () => {});  // the terminal sends it to both
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
