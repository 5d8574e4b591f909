#!/usr/bin/env node
// Starts the expgate program of the platform package that npm chose. Exits as it does; with 2 if there is none ("could not decide").
'use strict';
const {spawn} = require('child_process');
const fs = require('fs');
const os = require('os');

function fail(message) {
  process.stderr.write(`expgate: ${message}\n`);
  process.exit(2);
}

const name = `expgate-${process.platform}-${process.arch}`;
const processor = {x64: 62, arm64: 183}[process.arch];  // as ELF numbers them
let program;
try {
  program = require.resolve(`${name}/bin/expgate`);
} catch {
  const known = process.platform === 'linux' && processor;
  fail(known ? `the package ${name} is not installed; run \`npm install\` without --omit=optional, or \`npm install ${name}\``
             : `there is no program for ${process.platform} on ${process.arch}; expgate runs on Linux, on x64 and arm64`);
}

// What is not a whole program would be taken for a shell script, which does nothing and exits with 0.
const head = Buffer.alloc(64);
let size;
try {
  fs.accessSync(program, fs.constants.X_OK);
  const file = fs.openSync(program, 'r');
  fs.readSync(file, head, 0, head.length, 0);
  size = fs.fstatSync(file).size;
  fs.closeSync(file);
} catch (error) {
  fail(`cannot start ${program}: ${error.message}`);
}
if (head.readUInt32BE(0) !== 0x7f454c46 || head.readUInt16LE(18) !== processor || head.readUInt32LE(44) !== 0 ||
    size < head.readUInt32LE(40) + head.readUInt16LE(58) * head.readUInt16LE(60)) {
  fail(`${program} is damaged, or not for ${process.arch}: remove node_modules and run \`npm install\` again`);
}

// Node reads bytes that are not UTF-8 as U+FFFD and cannot pass them on: the program would look at something else.
const words = process.argv.slice(2);
const broken = words.find(word => word.includes('\ufffd')) ||
    Object.keys(process.env).find(key => /^(EXPGATE_|GIT_|XDG_)|^(HOME|PATH|TMPDIR)$/.test(key) && process.env[key].includes('\ufffd'));
if (broken) fail(`'${broken.replace(/[\0-\x1f\x7f-\x9f]/g, '?')}' is not UTF-8, which npm's launcher cannot pass on; run ${program} itself`);

// Node does not tell the end by a signal that it has no name for from a 0, but a shell does. It reports the program's process, then its end.
const script = '/bin/sh -c \'echo pid $$ >&3 && exec "$0" "$@" 3>&-\' "$0" "$@"; status=$?; echo end $status >&3; exit $status';
const child = spawn('/bin/sh', ['-c', script, program, ...words], {stdio: ['inherit', 'inherit', 'inherit', 'pipe']});
child.on('error', error => fail(`cannot start ${program}: ${error.message}`));
child.on('close', (status, signal) => {
  const end = /^end (\d+)$/m.exec(told);
  process.exit(end ? Number(end[1]) : signal ? 128 + os.constants.signals[signal] : 2);
});

let told = '';
const signals = [];
function pass() {
  const pid = /^pid (\d+)$/m.exec(told);
  for (const signal of pid ? signals.splice(0) : []) {
    try {
      process.kill(Number(pid[1]), signal);
    } catch {
      // it has ended by itself
    }
  }
}
child.stdio[3].on('data', data => { told += data; pass(); });
process.on('SIGINT', () => {});  // the terminal sends it to both
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => { signals.push(signal); pass(); });
