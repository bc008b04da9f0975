using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DemoApp.DevSidecar.RunFile.Ports;

namespace DemoApp.DevSidecar.RunFile.Running;

/// <summary>Tells what keeps a run from being ready: an app whose port does not answer, a sidecar that is not healthy.</summary>
internal sealed class Readiness(IReadOnlyList<AppRun> runs) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(2) };

    /// <summary>Completes when all are ready; reports once what is missing when the time is over, and goes on waiting.</summary>
    public async Task WaitAsync(TimeSpan timeout, Action<IReadOnlyList<string>> onTimeout, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var reported = false;
        while (true)
        {
            var missing = await FindMissingAsync(cancellation);
            if (missing.Count == 0)
                return;
            if (!reported && clock.Elapsed >= timeout)
            {
                reported = true;
                onTimeout(missing);
            }

            await Task.Delay(Pause, cancellation);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<IReadOnlyList<string>> FindMissingAsync(CancellationToken cancellation)
    {
        var missing = new List<string>();
        foreach (var run in runs)
        {
            if (await WhyAppIsNotReadyAsync(run, cancellation) is { } app)
                missing.Add($"app \"{run.App.AppId}\" {app}");
            if (await WhySidecarIsNotReadyAsync(run, cancellation) is { } sidecar)
                missing.Add($"the sidecar of \"{run.App.AppId}\" {sidecar}");
        }

        return missing;
    }

    private static async Task<string?> WhyAppIsNotReadyAsync(AppRun run, CancellationToken cancellation)
    {
        if (run.App.Executable is null)
            return null;
        if (run.AppProcess is not { } process)
            return "has not been started: it has no port and waits for its sidecar";
        // An app without a port may well have done its work already.
        if (process.Exit.IsCompleted && (run.Ports.App is not null || await process.Exit != 0))
            return $"exited with code {await process.Exit}";
        return run.Ports.App is not { } port || await PortProbe.AnswersAsync(run.App.AppChannelAddress, port, cancellation)
            ? null
            : $"does not listen on its port {port}";
    }

    private async Task<string?> WhySidecarIsNotReadyAsync(AppRun run, CancellationToken cancellation)
    {
        if (run.SidecarProcess is { Exit.IsCompleted: true } process)
            return $"exited with code {await process.Exit}, see {run.DaprdLogFile}";
        var uri = new Uri($"{SidecarAddress.Of(run)}/v1.0/healthz");
        try
        {
            using var response = await _http.GetAsync(uri, cancellation);
            return response.StatusCode == HttpStatusCode.NoContent ? null : $"answers {(int)response.StatusCode} on {uri}";
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            return $"does not listen on its port {run.Ports.Http}";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"does not answer on {uri}";
        }
    }
}
