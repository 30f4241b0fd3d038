/**
 * Variables that keep the Pulumi CLI quiet and off the network, read from the sources of CLI 3.259.0
 * (sdk/go/common/env/env.go and where pkg uses them). Where state and plugins live is for the caller to say.
 */
export function offlineEnvironment(): Record<string, string> {
  return { ...settings };
}

const settings = {
  // No question to Pulumi's service whether a newer CLI exists, and no warning when one does.
  PULUMI_SKIP_UPDATE_CHECK: "true",
  // A plugin that is not installed is an error at once, naming it, instead of a download that is tried again and again.
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  // Only the plugins of this PULUMI_HOME and the host beside the CLI: one on PATH would win, with two warnings a run.
  PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
  // `package add` and `plugin install` take a name as it is instead of asking Pulumi's registry what it stands for.
  PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
  // Credentials in a file of PULUMI_HOME: "auto" would ask the desktop's key store, which may open a dialogue.
  PULUMI_CREDENTIAL_STORE: "plaintext",
  // The online assistant is never asked about a run, whatever the user's own settings say.
  PULUMI_NEO: "false",
} as const;
