namespace DemoApp.DevSidecar.Tests.Fixtures;

/// <summary>The usual set-up: a caller without an app, and the echo app behind its own sidecar.</summary>
public sealed class SidecarPair : IAsyncDisposable
{
    private SidecarPair(SidecarFiles files, EchoApp echo, SidecarProcess caller, SidecarProcess callee)
    {
        Files = files;
        Echo = echo;
        Caller = caller;
        Callee = callee;
    }

    public SidecarFiles Files { get; }

    public EchoApp Echo { get; }

    public SidecarProcess Caller { get; }

    public SidecarProcess Callee { get; }

    public static async Task<SidecarPair> StartAsync(
        Action<SidecarFiles>? arrange = null, string? otlp = null, IReadOnlyDictionary<string, string>? environment = null,
        params string[] arguments)
    {
        var files = new SidecarFiles();
        files.Store("statestore");
        arrange?.Invoke(files);
        var echo = await EchoApp.StartAsync();
        string[] common = ["--config", files.Configuration(otlp: otlp), "--resources-path", files.Resources, .. arguments];
        var caller = await SidecarProcess.StartAsync("caller", common, environment);
        var callee = await SidecarProcess.StartAsync("echo", ["--app-port", $"{echo.Port}", .. common], environment);
        await callee.UntilReadyAsync();
        // A first call on a busy machine takes longer than some of the time limits that are tested.
        await caller.StatusOfAsync("/v1.0/invoke/echo/method/warm-up");
        return new SidecarPair(files, echo, caller, callee);
    }

    public async ValueTask DisposeAsync()
    {
        await Caller.DisposeAsync();
        await Callee.DisposeAsync();
        await Echo.DisposeAsync();
        Files.Dispose();
    }
}
