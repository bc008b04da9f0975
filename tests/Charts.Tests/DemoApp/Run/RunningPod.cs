using System.Net.Sockets;
using DemoApp.TestSupport;
using k8s.Models;

namespace DemoApp.Charts.Tests.DemoApp.Run;

/// <summary>A rendered pod as one or two processes: the container's executable, and its sidecar.</summary>
internal sealed class RunningPod(RenderedPod pod, TenantNamespace tenant) : IAsyncDisposable
{
    private ChildProcess? _sidecar;
    private ChildProcess? _app;

    /// <summary>What was rendered.</summary>
    public RenderedPod Pod => pod;

    /// <summary>What the cluster would give it.</summary>
    public PodOverlay Overlay { get; } = new(pod, tenant);

    /// <summary>Calls the app.</summary>
    public HttpClient App { get; private set; } = null!;

    /// <summary>Calls the sidecar's API; null where the pod has none.</summary>
    public HttpClient? Sidecar { get; private set; }

    /// <summary>Everything that its processes printed.</summary>
    public string Log => string.Join('\n', [.. _app?.Lines ?? [], .. _sidecar?.Lines ?? []]);

    /// <summary>Starts both processes, as a kubelet does: at once, neither waiting for the other.</summary>
    public Task StartAsync()
    {
        var variables = Overlay.Environment();
        if (pod.HasSidecar)
        {
            int http = FreePort.Next(), grpc = FreePort.Next();
            _sidecar = ChildProcess.Start(
                Repository.Executable("DAPRD", "tools/DevSidecar"),
                SidecarCommandLine.Arguments(pod, Overlay, tenant, http, grpc),
                SidecarCommandLine.Environment(pod, Overlay, tenant),
                tenant.Folder);
            Sidecar = Client(http);
            // All that the injector gives the app's container.
            (variables["DAPR_HTTP_PORT"], variables["DAPR_GRPC_PORT"], variables["APP_PROTOCOL"]) = ($"{http}", $"{grpc}", "http");
        }

        var command = pod.Container.Command ?? [];
        _app = ChildProcess.Start(command.FirstOrDefault() ?? Overlay.Executable, [.. command.Skip(1), .. pod.Container.Args ?? []], variables, tenant.Folder);
        App = Client(Overlay.PortNamed("http"));
        return Task.CompletedTask;
    }

    /// <summary>Runs the probes of the container and of the sidecar until they succeed.</summary>
    public async Task ReadyAsync()
    {
        await ProbeAsync(pod.Container.StartupProbe);
        await ProbeAsync(pod.Container.LivenessProbe);
        await ProbeAsync(pod.Container.ReadinessProbe);
        if (Sidecar is not null)
        {
            await UntilAsync(() => AnswersAsync(Sidecar, "/v1.0/healthz"), "the sidecar's readiness");
        }
    }

    /// <summary>Runs a probe once.</summary>
    public Task<bool> SucceedsAsync(V1Probe probe) => AnswersAsync(App, probe.HttpGet.Path);

    /// <summary>Ends the sidecar alone.</summary>
    public async Task KillSidecarAsync() => await _sidecar!.DisposeAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        App?.Dispose();
        Sidecar?.Dispose();
        foreach (var process in new[] { _app, _sidecar })
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }
        }
    }

    private Task ProbeAsync(V1Probe probe)
    {
        Assert.Equal("http", probe.HttpGet.Port.Value);
        return UntilAsync(() => SucceedsAsync(probe), $"GET {probe.HttpGet.Path}");
    }

    private async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        try
        {
            await Eventually.TrueAsync(
                async () => _app!.HasExited || _sidecar?.HasExited == true || await condition(), $"{what} of {Overlay.Name} in {tenant.Name}");
            Assert.False(_app!.HasExited || _sidecar?.HasExited == true, $"A process of {Overlay.Name} ended:\n{Log}");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{Log}");
        }
    }

    private static HttpClient Client(int port) =>
        new(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

    private static async Task<bool> AnswersAsync(HttpClient client, string path)
    {
        try
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            return false;
        }
    }
}
