using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using DemoApp.DevSidecar.RunFile.State;

namespace DemoApp.DevSidecar.RunFile;

/// <summary>One app as <c>list</c> shows it.</summary>
internal sealed record ListedApp(
    string RunFile, string RunName, string AppId, int? AppPort, int HttpPort, int GrpcPort, int? AppPid, int? SidecarPid,
    int RunnerPid, DateTimeOffset StartedAt, string Status)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static IReadOnlyList<string> Headings { get; } =
        ["RUN FILE", "APP ID", "APP PORT", "HTTP PORT", "GRPC PORT", "APP PID", "SIDECAR PID", "AGE", "STATUS"];

    [JsonIgnore]
    public IReadOnlyList<string> Cells =>
    [
        RunFile, AppId, Text(AppPort), Text(HttpPort), Text(GrpcPort), Text(AppPid), Text(SidecarPid),
        Age(DateTimeOffset.UtcNow - StartedAt), Status,
    ];

    public static string ToJson(IReadOnlyList<ListedApp> apps) => JsonSerializer.Serialize(apps, Json);

    public static ListedApp Of(RunState run, AppState app) => new(
        run.RunFile, run.Name, app.AppId, app.Ports.App, app.Ports.Http, app.Ports.Grpc, app.App?.Pid, app.Sidecar?.Pid,
        run.Runner.Pid, run.StartedAt, StatusOf(run, app));

    private static string StatusOf(RunState run, AppState app)
    {
        if (!run.Runner.IsAlive)
            return "left by a killed run";
        if (app.AppExitCode is { } code)
            return $"app exited ({code})";
        if (app.SidecarExitCode is { } sidecarCode)
            return $"sidecar exited ({sidecarCode})";
        return run.IsReady ? "ready" : "starting";
    }

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static string Age(TimeSpan age) =>
        age.TotalHours >= 48 ? $"{(int)age.TotalDays}d" : age.TotalMinutes >= 120 ? $"{(int)age.TotalHours}h"
        : age.TotalSeconds >= 120 ? $"{(int)age.TotalMinutes}m" : $"{(int)age.TotalSeconds}s";
}
