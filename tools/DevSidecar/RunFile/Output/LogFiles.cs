using System.Globalization;

namespace DemoApp.DevSidecar.RunFile.Output;

/// <summary>Names the log files of a run, as the Dapr CLI does.</summary>
internal sealed class LogFiles(DateTime startedAt)
{
    private readonly string _time = startedAt.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    public string OfApp(string appDirPath, string appId) => Of(appDirPath, appId, "app");

    public string OfDaprd(string appDirPath, string appId) => Of(appDirPath, appId, "daprd");

    private string Of(string appDirPath, string appId, string kind) =>
        Path.Combine(appDirPath, ".dapr", "logs", $"{appId}_{kind}_{_time}.log");
}
