import { nameOf, type OperationRecord, type Step } from "../workspace/operation-record";
import { costText } from "./cost";
import { kindOf } from "./words";

// Draws what was deployed from the engine's own record: a column for each component, a box for each child.

const box = { width: 345, height: 30, gap: 6 };
const column = { gap: 24, head: 44, pad: 12 };
const top = 64;

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

interface Column {
  readonly title: string;
  readonly children: readonly Step[];
}

function columnsOf(steps: readonly Step[]): Column[] {
  const things = steps.filter((step) => !step.type.startsWith("pulumi:"));
  // The engine reports in the order in which things happened to be done; a picture has an order of its own.
  const components = things
    .filter((step) => step.type.startsWith("roadstead:"))
    .sort((one, other) => `${one.name} ${one.type}`.localeCompare(`${other.name} ${other.type}`));
  const inside = components.map((component) => ({
    title: `${kindOf(component.type)} "${component.name}"`,
    children: things.filter((step) => step.parent === component.urn),
  }));
  const loose = things.filter(
    (step) => !step.type.startsWith("roadstead:") && !components.some(({ urn }) => urn === step.parent),
  );
  return [...inside, ...(loose.length === 0 ? [] : [{ title: "shared", children: loose }])];
}

function childBox(step: Step, x: number, y: number, prefix: string): string {
  const role = step.name.startsWith(`${prefix}-`) ? step.name.slice(prefix.length + 1) : step.name;
  const style = step.protect ? 'fill="#fff4d6" stroke="#b98900"' : 'fill="#f4f8fb" stroke="#8aa4b8"';
  const kept = step.protect
    ? `<text x="${x + box.width - 10}" y="${y + 20}" text-anchor="end" fill="#8a6500">kept</text>`
    : "";
  return [
    `<rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="5" ${style}/>`,
    `<text x="${x + 10}" y="${y + 20}" fill="#12313f"><tspan font-weight="600">${escaped(role)}</tspan>  <tspan fill="#5a7686">${escaped(kindOf(step.type))}</tspan></text>`,
    kept,
  ].join("");
}

function drawColumn({ title, children }: Column, x: number): string {
  const prefix = /"(.*)"/.exec(title)?.[1] ?? "";
  const height = column.head + children.length * (box.height + box.gap) + column.pad;
  const boxes = children.map((step, index) =>
    childBox(step, x + column.pad, top + column.head + index * (box.height + box.gap), prefix),
  );
  return [
    `<rect x="${x}" y="${top}" width="${box.width + 2 * column.pad}" height="${height}" rx="8" fill="#ffffff" stroke="#2b6a86"/>`,
    `<text x="${x + column.pad}" y="${top + 27}" font-size="15" font-weight="700" fill="#12313f">${escaped(title)}</text>`,
    ...boxes,
  ].join("\n");
}

/** An SVG of everything that a deployment registered, as the engine reported it. */
export function drawing({ steps, outputs }: Pick<OperationRecord, "steps" | "outputs">): string {
  const columns = columnsOf(steps);
  const stride = box.width + 2 * column.pad + column.gap;
  const width = columns.length * stride + column.gap;
  const deepest = Math.max(0, ...columns.map(({ children }) => children.length));
  const height = top + column.head + deepest * (box.height + box.gap) + column.pad + 40;
  const stack = steps.find((step) => step.type === "pulumi:pulumi:Stack");
  const cost = costText(outputs);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13">`,
    `<rect width="${width}" height="${height}" fill="#e9f1f5"/>`,
    `<text x="${column.gap}" y="38" font-size="19" font-weight="700" fill="#12313f">${escaped(nameOf(stack?.urn ?? "::stack"))}${escaped(cost === undefined ? "" : `, about ${cost}`)}</text>`,
    ...columns.map((each, index) => drawColumn(each, column.gap + index * stride)),
    `<text x="${column.gap}" y="${height - 14}" fill="#5a7686">kept: stays through pulumi destroy --exclude-protected, a rebuild and a lost server</text>`,
    "</svg>",
    "",
  ].join("\n");
}
