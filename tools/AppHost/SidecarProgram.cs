namespace DemoApp.AppHost;

/// <summary>What runs beside each service: daprd or the development sidecar, with the same arguments.</summary>
internal sealed record SidecarProgram(string FileName, bool IsDaprd)
{
    /// <summary>Takes the daprd that <c>DAPRD</c> names, else an installed one, else the development sidecar.</summary>
    /// <exception cref="SettingException">There is no file where <c>DAPRD</c> says.</exception>
    public static SidecarProgram Find(RunSettings settings)
    {
        // Where the Dapr CLI installs it, then the PATH.
        var home = RunSettings.Text("DAPR_RUNTIME_PATH") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var daprd = settings.Daprd ?? (RunSettings.Text("PATH") ?? "").Split(Path.PathSeparator).Prepend(Path.Combine(home, ".dapr/bin"))
            .Select(folder => Path.Combine(folder, "daprd")).FirstOrDefault(File.Exists);
        return daprd is null || !settings.WantsDaprd ? new(RunSettings.Built("tools/DevSidecar"), IsDaprd: false)
            : File.Exists(daprd) ? new(Path.GetFullPath(daprd), IsDaprd: true)
            : throw new SettingException($"DAPRD names {daprd}, which does not exist.");
    }

    /// <summary>The arguments that the Dapr CLI makes of dapr.yaml.</summary>
    public static string[] Arguments(LocalApp app) =>
    [
        "--app-id", app.AppId, "--app-port", $"{app.Port}",
        "--dapr-http-port", $"{app.SidecarHttpPort}", "--dapr-grpc-port", $"{app.SidecarGrpcPort}",
        "--dapr-internal-grpc-port", $"{app.SidecarInternalPort}", "--metrics-port", $"{app.SidecarMetricsPort}",
        "--dapr-listen-addresses", "127.0.0.1", "--resources-path", app.Resources, "--config", app.Configuration,
    ];
}
