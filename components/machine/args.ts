export const machineImages = ["debian-12", "debian-13", "ubuntu-24.04"] as const;
export type MachineImage = (typeof machineImages)[number];
export const architectures = ["amd64", "arm64"] as const;
export type Architecture = (typeof architectures)[number];
