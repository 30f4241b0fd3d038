import { afterEach, describe, expect, it } from "vitest";
import { namesOf } from "../../components/machine/catalogue";
import { askerOf } from "./asking";
import { type PricedVendor, type PriceSource, priceSources } from "./price-sources";
import { priceListOf, type Reading, readingOf } from "./reading";
import { type Refreshed, refresh } from "./refresh";
import { type Answers, answersOf, type Mishap, type StandIn, standIn } from "./stand-in";

const date = "2026-11-21";
const token = "a-token-that-nobody-may-see";
const vendors = namesOf(priceSources);
const open: StandIn[] = [];
const waits: number[] = [];

afterEach(async () => {
  waits.length = 0;
  for (const each of open.splice(0)) await each.close();
});

interface Told {
  readonly answers?: (told: Answers) => Answers;
  readonly reading?: (told: Reading) => Reading;
  readonly mishap?: Mishap;
  readonly perPage?: number;
  readonly accept?: boolean;
  readonly timeoutMs?: number;
}

async function refreshed(vendor: PricedVendor, told: Told = {}): Promise<Refreshed> {
  const source: PriceSource = priceSources[vendor];
  const reading = (told.reading ?? ((same) => same))(readingOf(source.listed));
  const answers = (told.answers ?? ((same) => same))(answersOf[vendor](reading));
  const server = await standIn(vendor, answers, told.perPage, told.mishap);
  open.push(server);
  const ask = askerOf({
    base: server.url,
    ...(source.tokenFrom === undefined ? {} : { token, tokenFrom: source.tokenFrom }),
    timeoutMs: told.timeoutMs ?? 10_000,
    wait: async (milliseconds) => {
      waits.push(milliseconds);
    },
  });
  return refresh(source, ask, date, told.accept === true);
}

/** Everything that was said, in one text. */
function said(of: Refreshed): string {
  return of.kind === "unread" ? of.why : [...of.lines, ...(of.kind === "refused" ? of.suspicious : [])].join("\n");
}

function withItems(path: string, change: (items: readonly Record<string, unknown>[]) => Record<string, unknown>[]) {
  return (answers: Answers): Answers => {
    const answer = answers[path];
    if (answer === undefined || !("items" in answer)) throw new Error(`${path} is no list`);
    return { ...answers, [path]: { ...answer, items: change(answer.items) } };
  };
}

const plansAt = {
  digitalocean: { path: "/sizes", price: "price_monthly" },
  hetzner: { path: "/server_types", price: "cores" },
  linode: { path: "/linode/types", price: "vcpus" },
  vultr: { path: "/plans", price: "monthly_cost" },
} as const;

describe.each(vendors)("prices of %s", (vendor) => {
  const { path, price } = plansAt[vendor];
  const listed = priceSources[vendor].listed;

  it("are read from every page as they stand, and only the date is new", async () => {
    const result = await refreshed(vendor);
    // Hetzner's list lacks traffic outside Europe, which its API tells.
    if (result.kind !== "read") throw new Error(said(result));
    expect(result.lines).toEqual([]);
    expect(result.list.pricesRead).toBe(date);
    expect(Object.keys(result.list.plans)).toEqual(Object.keys(listed.plans));
    if (vendor !== "hetzner") expect(result.list).toEqual({ ...listed, pricesRead: date });
    expect(open[0]?.asked.length).toBeGreaterThan(Object.keys(listed.plans).length / 3);
  });

  it("are asked for with a token only where the vendor wants one", async () => {
    await refreshed(vendor);
    const sent = priceSources[vendor].listed === undefined || "tokenFrom" in priceSources[vendor];
    for (const each of open[0]?.asked ?? []) expect(each.authorization).toBe(sent ? `Bearer ${token}` : undefined);
  });

  it.each([
    ["a refused token", 401, "application/json", "{}", /answered 401/],
    ["HTML in place of JSON", 200, "text/html", "<!doctype html><p>Maintenance", /not JSON/],
    ["half an answer", 200, "application/json", '{"data": [{"id": "g6-', /not JSON/],
    ["nothing", 200, "application/json", "", /is empty/],
    ["another object", 200, "application/json", '{"items": []}', /has not its documented shape/],
    ["a list at the top", 200, "application/json", "[]", /not an object/],
    ["a page that is gone", 404, "application/json", "{}", /answered 404/],
  ])("stay as they are after %s", async (_, status, type, body, why) => {
    const result = await refreshed(vendor, {
      mishap: (_request, response) => {
        response.writeHead(status, { "content-type": type }).end(body);
        return true;
      },
    });
    expect(result.kind).toBe("unread");
    expect(said(result)).toMatch(why);
    expect(said(result)).not.toContain(token);
  });

  it("stay as they are when the vendor gives no answer in time, or breaks off", async () => {
    const silent = await refreshed(vendor, { mishap: () => true, timeoutMs: 300 });
    expect(said(silent)).toMatch(/gave no whole answer in 0\.3 s/);
    const broken = await refreshed(vendor, {
      mishap: (_request, response) => {
        response.writeHead(200, { "content-length": "1000" }).write("{");
        response.destroy();
        return true;
      },
    });
    expect(broken.kind).toBe("unread");
  });

  it("are asked for again after the time that the vendor names, and after a fault of its own", async () => {
    let calls = 0;
    const result = await refreshed(vendor, {
      mishap: (_request, response) => {
        calls += 1;
        if (calls > 2) return false;
        response.writeHead(calls === 1 ? 429 : 500, calls === 1 ? { "retry-after": "7" } : {}).end();
        return true;
      },
    });
    expect(result.kind).toBe("read");
    expect(waits).toEqual([7000, 4000]);
  });

  it("are not waited for without end", async () => {
    const always: Mishap = (_request, response) => {
      response.writeHead(500).end();
      return true;
    };
    expect(said(await refreshed(vendor, { mishap: always }))).toMatch(/answered 500, 3 times/);
    const anHour: Mishap = (_request, response) => {
      response.writeHead(429, { "retry-after": "3600" }).end();
      return true;
    };
    expect(said(await refreshed(vendor, { mishap: anHour }))).toMatch(/asks to wait 3600 s/);
  });

  it("are refused where a list is empty, tells of more than it gives, or tells a thing twice", async () => {
    expect(said(await refreshed(vendor, { answers: withItems(path, () => []) }))).toMatch(/the list is empty/);
    const twice = await refreshed(vendor, { answers: withItems(path, (items) => [...items, ...items.slice(0, 1)]) });
    expect(said(twice)).toMatch(/is told twice/);
    let calls = 0;
    // The second page of a list answers as if it were the last and empty.
    const short = await refreshed(vendor, {
      perPage: 1000,
      mishap: (request, response) => {
        calls += 1;
        if (calls > 1) return false;
        const empty = {
          linode: { data: [{}], page: 1, pages: 1, results: 34 },
          vultr: { regions: [{}], meta: { total: 33, links: { next: "", prev: "" } } },
          digitalocean: { regions: [{}], links: {}, meta: { total: 14 } },
          hetzner: { locations: [{}], meta: { pagination: { page: 1, next_page: null, total_entries: 6 } } },
        }[vendor];
        expect(request.method).toBe("GET");
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(empty));
        return true;
      },
    });
    expect(said(short)).toMatch(/told of \d+ entries and gave 1/);
  });

  it.each([null, "free", -1, 0, undefined])("are refused where one figure is %o", async (value) => {
    const result = await refreshed(vendor, {
      answers: withItems(path, ([first = {}, ...rest]) => [{ ...first, [price]: value }, ...rest]),
    });
    expect(result.kind).toBe("unread");
    expect(said(result)).toMatch(/has not its documented shape/);
  });

  it("are refused where a plan is gone, unless that is accepted: then it is kept, to say that it cannot be ordered", async () => {
    const [gone = ""] = Object.keys(listed.plans).filter((name) => readingOf(listed).plans[name]?.orderable);
    const without = ({ plans, ...rest }: Reading): Reading => ({
      ...rest,
      plans: Object.fromEntries(Object.entries(plans).filter(([name]) => name !== gone)),
    });
    const refused = await refreshed(vendor, { reading: without });
    expect(refused).toMatchObject({ kind: "refused", suspicious: [expect.stringContaining(`${gone} is gone`)] });
    const accepted = await refreshed(vendor, { reading: without, accept: true });
    if (accepted.kind !== "read") throw new Error(said(accepted));
    expect(accepted.list.plans[gone]).toMatchObject({ orderable: false });
  });

  it("are told where they changed, and refused where they changed by more than half", async () => {
    const [name = ""] = Object.keys(listed.plans).filter((each) => readingOf(listed).plans[each]?.orderable);
    const times =
      (factor: number) =>
      ({ plans, ...rest }: Reading): Reading => {
        const plan = plans[name];
        if (plan === undefined) throw new Error(`${name} is not listed`);
        const monthly = Object.fromEntries(
          Object.entries(plan.monthly).map(([region, each]) => [region, each * factor]),
        );
        return { ...rest, plans: { ...plans, [name]: { ...plan, monthly } } };
      };
    expect(await refreshed(vendor, { reading: times(1.25) })).toMatchObject({
      kind: "read",
      lines: expect.arrayContaining([
        expect.stringMatching(new RegExp(`^${name}: [\\d.]+ -> [\\d.]+ (USD|EUR) a month`)),
      ]),
    });
    for (const factor of [1.6, 0.4]) {
      const result = await refreshed(vendor, { reading: times(factor) });
      expect(result.kind).toBe("refused");
      expect(said(result)).toContain("is a change by more than half");
    }
  });

  it("are refused where a region is gone, unless that is accepted: then it is kept, with nothing sold there", async () => {
    const [region = ""] = Object.keys(listed.regions).slice(-1);
    const without = (reading: Reading): Reading => ({
      ...reading,
      regions: reading.regions.filter((each) => each !== region),
      plans: Object.fromEntries(
        Object.entries(reading.plans).map(([name, plan]) => {
          const { [region]: _, ...monthly } = plan.monthly;
          return [name, { ...plan, monthly, orderable: plan.orderable && Object.keys(monthly).length > 0 }];
        }),
      ),
    });
    expect(said(await refreshed(vendor, { reading: without }))).toContain(`region ${region} is gone`);
    const accepted = await refreshed(vendor, { reading: without, accept: true });
    if (accepted.kind !== "read") throw new Error(said(accepted));
    expect(Object.keys(accepted.list.regions)).toContain(region);
  });
});

describe("a price list", () => {
  it.each(vendors)("of %s says the same whichever way it is written", (vendor) => {
    const { listed } = priceSources[vendor];
    expect(priceListOf(readingOf(listed), listed.pricesRead)).toEqual(listed);
  });

  it("has a price zone of its own for every region that differs", () => {
    const plan = {
      vcpus: 1,
      memoryGib: 1,
      diskGib: 25,
      architecture: "amd64",
      orderable: true,
      trafficTb: {},
    } as const;
    const reading = { regions: ["c", "a", "b"], plans: { small: { ...plan, monthly: { a: 5, b: 5, c: 7 } } } };
    expect(priceListOf(reading, date)).toMatchObject({
      regions: { a: "usual", b: "usual", c: "c" },
      plans: { small: { monthly: { usual: 5, c: 7 } } },
    });
  });
});

it("what Hetzner has in stock in some places only is sold there only", async () => {
  const result = await refreshed("hetzner", {
    answers: withItems("/server_types", (items) =>
      items.map((item) =>
        item["name"] === "cpx22"
          ? {
              ...item,
              locations: [
                { name: "fsn1", available: false, deprecation: null },
                {
                  name: "nbg1",
                  available: true,
                  deprecation: { announced: "2026-01-01T00:00:00Z", unavailable_after: "2026-06-01T00:00:00Z" },
                },
                {
                  name: "hel1",
                  available: true,
                  deprecation: { announced: "2026-11-01T00:00:00Z", unavailable_after: "2027-06-01T00:00:00Z" },
                },
                { name: "sin", available: true, deprecation: null },
              ],
            }
          : item,
      ),
    ),
  });
  expect(said(result)).toContain("cpx22: not sold any more in fsn1, nbg1");
});
