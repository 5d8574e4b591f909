// verdicts.mjs COMMITLINT MESSAGES DIFFERENCES <REPORT
//
// Lets commitlint, installed in the folder COMMITLINT, judge the messages of refs/heads/main of the repository we stand in, which
// history.pl has made of MESSAGES, and reads on stdin what expgate says of them (--format json). Prints how the two differ, and exits
// with 1 where that is not exactly what DIFFERENCES says.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [folder, messages, differences] = process.argv.slice(2);
const rows = (file, pattern) => readFileSync(file, 'utf8').split('\n').map((line) => pattern.exec(line)).filter(Boolean);
const installed = createRequire(`${folder}/commitlint.config.mjs`);
const { default: load } = await import(installed.resolve('@commitlint/load'));
const { default: lint } = await import(installed.resolve('@commitlint/lint'));
const { rules, parserPreset } = await load({}, { cwd: folder });

// As its command line does: a blank message is passed over.
const passesCommitlint = async (text) =>
  text.trim() === '' || (await lint(text, rules, { parserOpts: parserPreset?.parserOpts, defaultIgnores: true })).valid;

const log = execFileSync('git', ['log', '-z', '--reverse', '--first-parent', '--format=%H%n%B', 'main'], { maxBuffer: 1 << 26 });
const commits = log.toString('utf8').split('\0').slice(1).filter(Boolean);
const report = JSON.parse(readFileSync(0, 'utf8'));
const refused = new Set(report.findings.filter(({ severity }) => severity === 'error').map(({ commit }) => commit));
const table = rows(messages, /^(good|bad) +(\S+)/);
if (commits.length !== table.length || report.counts.commits !== table.length)
  throw new Error(`${table.length} messages, but ${commits.length} commits, of which expgate has judged ${report.counts.commits}`);

const expected = new Map(rows(differences, /^(expgate|commitlint|neither) +(\S+) +(.*)/).map(([, right, name, why]) => [name, { right, why }]));
const counts = { expgate: 0, commitlint: 0, neither: 0, both: 0 };
let unexpected = 0;
for (const [at, [, verdict, name]] of table.entries()) {
  const [hash, text] = [commits[at].slice(0, 40), commits[at].slice(41)];
  const ours = refused.has(hash) ? 'bad' : 'good';
  const theirs = (await passesCommitlint(text)) ? 'good' : 'bad';
  const right = ours === theirs ? (ours === verdict ? 'both' : 'neither') : ours === verdict ? 'expgate' : 'commitlint';
  const said = expected.get(name) ?? { right: 'both', why: '' };
  expected.delete(name);
  counts[right] += 1;
  if (right !== said.right) unexpected += 1;
  if (right === 'both' && said.right === 'both') continue;
  console.log(`  ${name}: ${verdict}; expgate says ${ours}, commitlint ${theirs}: ` +
    (right === said.right ? `${right} is right: ${said.why}` : `NOT EXPECTED, ${said.right} should be right`));
}
for (const name of expected.keys()) console.log(`  ${name}: NOT EXPECTED, there is no such message`);
unexpected += expected.size;
console.log(`ci: ${table.length} messages: both are right about ${counts.both}, expgate alone about ${counts.expgate}, commitlint alone about ` +
  `${counts.commitlint}, neither about ${counts.neither}; ${unexpected > 0 ? `${unexpected} not as expected` : 'as expected'}`);
process.exit(unexpected > 0 ? 1 : 0);
