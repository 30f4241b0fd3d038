import { expect, it } from "vitest";
import { importFileFor } from "./import-file";
import type { Described } from "./stack-state";

const stack = "urn:pulumi:prod::roadstead::";
const provider = `${stack}pulumi:providers:hcloud::hetzner`;
const parent = `${stack}roadstead:index:Machine::harbour`;
const type = "hcloud:index/server:Server";
const creation: Described = {
  urn: `${stack}roadstead:index:Machine$${type}::harbour-server`,
  type,
  name: "harbour-server",
  parent,
  provider,
  custom: true,
  protect: false,
  inputs: {},
};
const adoption = { kind: "adopt", creation, sighting: { id: "7", name: "x", by: "mark" } } as const;
const offered = {
  nameTable: { harbour: parent, hetzner: provider },
  resources: [
    { type, name: "harbour-server", id: "<PLACEHOLDER>", parent: "harbour", provider: "hetzner", version: "1.41.0" },
    { type: "hcloud:index/volume:Volume", name: "harbour-volume", id: "<PLACEHOLDER>" },
  ],
};

it("imports what was found under its parent and provider, and nothing that was not", () => {
  expect(importFileFor([adoption], offered, new Set([parent, provider]))).toEqual({
    nameTable: { harbour: parent, hetzner: provider },
    resources: [
      {
        type,
        name: `harbour-server ${type}`,
        logicalName: "harbour-server",
        id: "7",
        parent: "harbour",
        provider: "hetzner",
        version: "1.41.0",
      },
    ],
  });
});

it("brings along the component and provider that a lost state no longer holds", () => {
  const companions = [
    { type: "roadstead:index:Machine", name: "harbour", component: true },
    { type: "pulumi:providers:hcloud", name: "hetzner", inputs: { token: "sealed" } },
  ];
  const file = importFileFor([adoption], { resources: [...companions, ...offered.resources] }, new Set());
  expect(file.resources).toMatchObject([...companions, { id: "7", parent: "harbour", provider: "hetzner" }]);
});

it("finds a parent that the offered file does not name", () => {
  const file = importFileFor([adoption], {}, new Set([parent, provider]));
  expect(file.nameTable).toEqual({ harbour: parent, hetzner: provider });
});
