namespace DemoApp.DevSidecar.RunFile.Running;

/// <summary>What is said once everything is ready: where each app and its sidecar are.</summary>
internal static class ReadyLines
{
    public static IEnumerable<string> Of(IReadOnlyList<AppRun> runs, TimeSpan after, string? message)
    {
        var idWidth = runs.Max(run => run.App.AppId.Length);
        var urlWidth = runs.Max(run => AppUrl(run).Length);
        yield return $"Ready after {after.TotalSeconds:0.0} s; Ctrl-C stops everything.";
        foreach (var run in runs)
            yield return $"  {run.App.AppId.PadRight(idWidth)}  {AppUrl(run).PadRight(urlWidth)}  sidecar {SidecarAddress.Of(run)}";
        if (!string.IsNullOrEmpty(message))
            yield return message;
    }

    private static string AppUrl(AppRun run)
    {
        if (run.Ports.App is not { } port)
            return run.App.Executable is null ? "(sidecar only)" : "(no port)";
        var scheme = run.App.AppProtocol switch
        {
            "https" => "https",
            "grpc" or "grpcs" => run.App.AppProtocol,
            _ => "http",
        };
        return $"{scheme}://{run.App.AppChannelAddress}:{port}";
    }
}
