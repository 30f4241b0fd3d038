/** Type tokens by what the resource is, so that rules share one list and a new vendor is one more line. */

export const hetznerServer = "hcloud:index/server:Server";
export const digitalOceanDroplet = "digitalocean:index/droplet:Droplet";
export const linodeInstance = "linode:index/instance:Instance";
export const vultrInstance = "vultr:index/instance:Instance";
export const vultrBareMetal = "vultr:index/bareMetalServer:BareMetalServer";
export const servers = [hetznerServer, digitalOceanDroplet, linodeInstance, vultrInstance, vultrBareMetal] as const;

export const hetznerVolume = "hcloud:index/volume:Volume";
export const digitalOceanVolume = "digitalocean:index/volume:Volume";
export const linodeVolume = "linode:index/volume:Volume";
export const vultrBlockStorage = "vultr:index/blockStorage:BlockStorage";
export const volumes = [hetznerVolume, digitalOceanVolume, linodeVolume, vultrBlockStorage] as const;

export const hetznerPrimaryIp = "hcloud:index/primaryIp:PrimaryIp";
export const hetznerFloatingIp = "hcloud:index/floatingIp:FloatingIp";
export const linodeNetworkingIp = "linode:index/networkingIp:NetworkingIp";
export const addresses = [
  hetznerPrimaryIp,
  hetznerFloatingIp,
  "digitalocean:index/reservedIp:ReservedIp",
  "digitalocean:index/reservedIpv6:ReservedIpv6",
  "digitalocean:index/floatingIp:FloatingIp",
  linodeNetworkingIp,
  "vultr:index/reservedIp:ReservedIp",
] as const;

export const hetznerFirewall = "hcloud:index/firewall:Firewall";
export const hetznerFirewallAttachment = "hcloud:index/firewallAttachment:FirewallAttachment";
export const digitalOceanFirewall = "digitalocean:index/firewall:Firewall";
export const linodeFirewall = "linode:index/firewall:Firewall";
export const linodeFirewallDevice = "linode:index/firewallDevice:FirewallDevice";
export const vultrFirewallRule = "vultr:index/firewallRule:FirewallRule";
export const googleFirewall = "gcp:compute/firewall:Firewall";
export const firewalls = [
  hetznerFirewall,
  digitalOceanFirewall,
  linodeFirewall,
  vultrFirewallRule,
  googleFirewall,
] as const;

export const remoteCommand = "command:remote:Command";
export const localCommand = "command:local:Command";
export const commands = [remoteCommand, localCommand] as const;

export const dockerContainer = "docker:index/container:Container";
export const dockerRemoteImage = "docker:index/remoteImage:RemoteImage";
export const dockerService = "docker:index/service:Service";

export const roadsteadMachine = "roadstead:index:Machine";
export const urbitPlanet = "roadstead:index:UrbitPlanet";

const hcloud = (name: string) => `hcloud:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
const digitalocean = (name: string) => `digitalocean:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
const linode = (name: string) => `linode:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;

/** Everything that carries `labels` or `tags` of its own. A DigitalOcean firewall's tags are its targets: not here. */
export const labelled = [
  ...[
    "Server",
    "Volume",
    "PrimaryIp",
    "FloatingIp",
    "Network",
    "Firewall",
    "LoadBalancer",
    "SshKey",
    "PlacementGroup",
    "Snapshot",
    "Certificate",
    "UploadedCertificate",
    "ManagedCertificate",
    "Zone",
    "ZoneRrset",
    "StorageBox",
  ].map(hcloud),
  ...["Droplet", "Volume", "VolumeSnapshot", "DatabaseCluster", "KubernetesCluster", "CustomImage"].map(digitalocean),
  ...["Instance", "Volume", "Firewall", "NodeBalancer", "Domain", "LkeCluster", "Image"].map(linode),
  vultrInstance,
  vultrBareMetal,
] as const;
