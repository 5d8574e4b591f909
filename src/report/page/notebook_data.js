// The experiments, their fields, and what the filter leaves of them.
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const words = data.words;
const text = (number) => data.texts[number];
const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

// A row: what is the experiment's own. Numbers stand for shared texts.
const rows = data.rows.map((row, place) => ({
  place, name: row[0], seconds: row[1], date: row[2], commit: row[3], config: text(row[4]), seed: text(row[5]), title: row[6],
  record: row[7], remark: text(row[8]), disputed: row[9], recipe: row[10],
}));

// A field: what it is called, what a row shows, and the number that it is, if it is one.
const own = (id, shown, number) => ({ id, title: words[id], kind: "own", shown, number: number || (() => null), better: "" });
const plainNumber = (string) => (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(string) ? Number(string) : null);
const columns = [
  own("name", (row) => row.name),
  own("date", (row) => row.date, (row) => (row.date ? row.seconds : null)),
  own("commit", (row) => row.commit.slice(0, 7)),
  own("config", (row) => row.config),
  own("seed", (row) => row.seed, (row) => plainNumber(row.seed)),
  own("title", (row) => row.title),
  own("record", (row) => row.record),
  own("remark", (row) => row.remark),
];
const metrics = data.metrics.map((metric) => ({
  id: "metric." + metric.key, title: metric.key, kind: "metric", better: metric.better,
  shown: (row) => metric.shown[row.place], number: (row) => metric.values[row.place],
}));
const allParameters = data.parameters.map((parameter) => ({
  id: "config." + parameter.key, title: parameter.key, kind: "config", better: "", numeric: parameter.number,
  shown: (row) => (parameter.shown[row.place] === null ? "" : text(parameter.shown[row.place])), number: (row) => parameter.values[row.place],
}));
// The key that the seed is from is a column already.
const parameters = allParameters.filter((field) => !rows.every((row) => field.shown(row) === "" || field.shown(row) === row.seed));

// Keys are long: the last part of one is enough where no other ends so.
const lastPart = (key) => key.slice(key.lastIndexOf(".") + 1);
const taken = new Set([...columns, ...metrics].map((field) => field.title));
for (const field of parameters)
  field.label = taken.has(lastPart(field.title)) || parameters.some((other) => other !== field && lastPart(other.title) === lastPart(field.title)) ? field.title : lastPart(field.title);
for (const field of parameters) field.distinct = new Set(rows.map((row) => (field.numeric ? field.number(row) : field.shown(row)))).size;
const labelOf = (field) => field.label || field.title;
const fields = [...columns.filter((field) => field.id !== "remark"), ...metrics, ...parameters, columns.find((field) => field.id === "remark")];
const fieldOfId = new Map(fields.map((field) => [field.id, field]));

// The best value of each metric whose name tells which is better.
for (const metric of metrics) {
  metric.best = null;
  if (metric.better)
    for (const row of rows) {
      const value = metric.number(row);
      if (value !== null && (metric.best === null || (metric.better === "higher" ? value > metric.best : value < metric.best))) metric.best = value;
    }
}

// The field that a name in a condition means: as it is written, or the only one that ends so ("lr").
function fieldOf(name) {
  const lower = name.toLowerCase();
  const same = fields.find((field) => field.id.toLowerCase() === lower || field.title.toLowerCase() === lower);
  if (same) return same;
  const ending = parameters.filter((field) => field.title.toLowerCase().endsWith("." + lower));
  return ending.length === 1 ? ending[0] : null;
}

const compare = {
  "<": (one, other) => one < other, "<=": (one, other) => one <= other, ">": (one, other) => one > other,
  ">=": (one, other) => one >= other, "=": (one, other) => one === other, "!=": (one, other) => one !== other,
};

function condition(field, sign, wanted) {
  const number = plainNumber(wanted.replace(/%$/, ""));
  const lower = wanted.toLowerCase();
  return (row) => {
    const shown = field.shown(row);
    if (shown === "") return false;
    if (sign === "~") return shown.toLowerCase().includes(lower);
    const value = field.id === "date" ? null : field.number(row);
    if (value !== null && number !== null) return compare[sign](value, number);
    if (sign.match(/[<>]/) && (value !== null) !== (number !== null) && field.id !== "date") return false;
    return compare[sign](shown.toLowerCase(), lower);
  };
}

// What a text asks for: tests for a row, and the parts that mean nothing.
function readFilter(text) {
  const tests = [], unknown = [];
  for (const part of text.trim().split(/\s+/).filter(Boolean)) {
    const found = /^([^<>=!~]+)(<=|>=|!=|==|<|>|=|~)(.*)$/.exec(part);
    if (!found) {
      const lower = part.toLowerCase();
      tests.push((row) => [row.name, row.title, row.config, row.remark, row.record, row.commit].some((own) => own.toLowerCase().includes(lower)));
      continue;
    }
    const field = fieldOf(found[1]);
    if (field && found[3] !== "") tests.push(condition(field, found[2] === "==" ? "=" : found[2], found[3]));
    else unknown.push(part);
  }
  return { tests, unknown };
}

// All rows in the order of a field; those without a value come last either way.
function sorted(list, field, ascending) {
  const keyed = list.map((row) => {
    const number = field.number(row);
    return { row, number, shown: field.shown(row) };
  });
  keyed.sort((one, other) => {
    if ((one.shown === "") !== (other.shown === "")) return one.shown === "" ? 1 : -1;
    const bothNumbers = one.number !== null && other.number !== null;
    const order = bothNumbers ? one.number - other.number : one.number !== other.number && (one.number === null || other.number === null)
      ? (one.number === null ? 1 : -1) : one.shown.localeCompare(other.shown);
    return (ascending ? order : -order) || one.row.place - other.row.place;
  });
  return keyed.map((each) => each.row);
}
