import { nameOf, type OperationRecord, type Step } from "../workspace/operation-record";
import { costText } from "./cost";
import { kindOf } from "./words";

// Draws what was deployed from the engine's own record: a column for each name, in it its components, a box for each child.

const box = { width: 410, height: 30, gap: 6 };
const column = { gap: 24, head: 44, pad: 12 };
const top = 64;

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

interface Section {
  readonly name: string;
  readonly title: string;
  readonly children: readonly Step[];
}

function sectionsOf(steps: readonly Step[]): Section[] {
  const things = steps.filter((step) => !step.type.startsWith("pulumi:"));
  // The engine reports in the order in which things happened to be done; a picture has an order of its own.
  const components = things
    .filter((step) => step.type.startsWith("roadstead:"))
    .sort((one, other) => `${one.name} ${one.type}`.localeCompare(`${other.name} ${other.type}`));
  const inside = components.map((component) => ({
    name: component.name,
    title: `${kindOf(component.type)} "${component.name}"`,
    children: things.filter((step) => step.parent === component.urn),
  }));
  const loose = things.filter(
    (step) => !step.type.startsWith("roadstead:") && !components.some(({ urn }) => urn === step.parent),
  );
  return [...inside, ...(loose.length === 0 ? [] : [{ name: "", title: "shared", children: loose }])];
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

function heightOf({ children }: Section): number {
  return column.head + children.length * (box.height + box.gap) + column.pad;
}

function drawSection(section: Section, x: number, y: number): string {
  const { name, title, children } = section;
  const boxes = children.map((step, index) =>
    childBox(step, x + column.pad, y + column.head + index * (box.height + box.gap), name),
  );
  return [
    `<rect x="${x}" y="${y}" width="${box.width + 2 * column.pad}" height="${heightOf(section)}" rx="8" fill="#ffffff" stroke="#2b6a86"/>`,
    `<text x="${x + column.pad}" y="${y + 27}" font-size="15" font-weight="700" fill="#12313f">${escaped(title)}</text>`,
    ...boxes,
  ].join("\n");
}

/** A column: a machine with what runs on it below. */
function columnHeight(sections: readonly Section[]): number {
  return sections.reduce((sum, each) => sum + heightOf(each) + column.pad, 0);
}

function drawColumn(sections: readonly Section[], x: number): string {
  return sections
    .map((section, index) => drawSection(section, x, top + columnHeight(sections.slice(0, index))))
    .join("\n");
}

/** An SVG of everything that a deployment registered, as the engine reported it. */
export function drawing({ steps, outputs }: Pick<OperationRecord, "steps" | "outputs">): string {
  const byName = new Map<string, Section[]>();
  for (const section of sectionsOf(steps)) byName.set(section.name, [...(byName.get(section.name) ?? []), section]);
  const columns = [...byName.values()];
  const stride = box.width + 2 * column.pad + column.gap;
  const width = columns.length * stride + column.gap;
  const height = top + Math.max(0, ...columns.map(columnHeight)) + 40;
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
