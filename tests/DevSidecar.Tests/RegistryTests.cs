using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DemoApp.DevSidecar.Tests.Fixtures;
using DemoApp.TestSupport;

namespace DemoApp.DevSidecar.Tests;

/// <summary>How sidecars find each other, and whom they believe.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class RegistryTests : IDisposable
{
    private const string Invoke = "/v1.0/invoke/victim/method/x";

    private readonly SidecarFiles _files = new();

    private string Folder => Path.Combine(_files.Folder, "names.sidecars");

    private Dictionary<string, string> Registry => new() { ["DEVSIDECAR_REGISTRY"] = Path.Combine(_files.Folder, "names") };

    [Fact]
    public async Task TwoSidecarsOfOneUser_FindEachOtherWithoutASetting()
    {
        var home = new Dictionary<string, string> { ["HOME"] = _files.Folder, ["XDG_DATA_HOME"] = "", ["DEVSIDECAR_REGISTRY"] = "" };
        await using var echo = await EchoApp.StartAsync();
        await using var callee = await SidecarProcess.StartAsync("victim", ["--app-port", $"{echo.Port}"], home);
        await using var caller = await SidecarProcess.StartAsync("caller", [], home);
        await callee.UntilReadyAsync();
        Assert.Equal(HttpStatusCode.OK, await caller.StatusOfAsync(Invoke));
        Assert.All(Directory.EnumerateFiles(_files.Folder, "*@*", SearchOption.AllDirectories), file =>
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task OwnRegistryWhereOthersCanWrite_IsRefused()
    {
        var open = Directory.CreateDirectory(Path.Combine(_files.Folder, "open"));
        open.UnixFileMode = (UnixFileMode)Convert.ToInt32("777", 8);
        await FailsAsync(new() { ["HOME"] = open.FullName, ["XDG_DATA_HOME"] = "", ["DEVSIDECAR_REGISTRY"] = "" }, open.FullName);
    }

    [Fact]
    public async Task RegistryThatIsALink_IsRefused()
    {
        Directory.CreateDirectory(Path.Combine(_files.Folder, "elsewhere"));
        Directory.CreateSymbolicLink(Folder, Path.Combine(_files.Folder, "elsewhere"));
        await FailsAsync(Registry, Folder);
    }

    [Fact]
    public async Task RegistryOfAnotherUser_IsRefused()
    {
        // Only root can make one; for everybody else the folder of root stands for it.
        var folder = _files.Folder + "/names";
        if (Environment.IsPrivilegedProcess)
        {
            Directory.CreateDirectory(Folder);
            using var chown = Process.Start("chown", ["65534", Folder])!;
            await chown.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        else
        {
            folder = "/usr/names";
        }

        await FailsAsync(new() { ["DEVSIDECAR_REGISTRY"] = folder }, folder + ".sidecars");
    }

    [Fact]
    public async Task FolderOpenToTheGroup_IsClosed()
    {
        Directory.CreateDirectory(Folder).UnixFileMode = (UnixFileMode)Convert.ToInt32("775", 8);
        await using var sidecar = await SidecarProcess.StartAsync("a", [], Registry);
        Assert.Equal((UnixFileMode)Convert.ToInt32("700", 8), File.GetUnixFileMode(Folder));
    }

    [Fact]
    public async Task EntryThatOthersCanWrite_IsIgnored()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var caller = await SidecarProcess.StartAsync("caller", [], Registry);
        AddEntry(listener, UnixFileMode.OtherWrite | UnixFileMode.UserRead);
        Assert.Contains("no host found", await BodyOfAsync(caller), StringComparison.Ordinal);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task AnswerThatIsNoHttp_IsNeitherRetriedNorForgotten()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var caller = await SidecarProcess.StartAsync("caller", [], Registry);
        var entry = AddEntry(listener, UnixFileMode.None);
        var accepted = AnswerGarbageAsync(listener);
        var started = Stopwatch.GetTimestamp();
        Assert.Contains("ERR_DIRECT_INVOKE", await BodyOfAsync(caller), StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 0.9);
        Assert.True(File.Exists(entry));
        listener.Stop();
        Assert.Equal(1, await accepted);
    }

    [Fact]
    public async Task EntryOrFolderThatIsGone_DoesNotEndTheSidecar()
    {
        await using var echo = await EchoApp.StartAsync();
        await using var callee = await SidecarProcess.StartAsync("victim", ["--app-port", $"{echo.Port}"], Registry);
        await using var caller = await SidecarProcess.StartAsync("caller", [], Registry);
        await callee.UntilReadyAsync();
        var entry = Assert.Single(Directory.EnumerateFiles(Folder, "victim@*"));
        File.Delete(entry);
        Directory.CreateDirectory(Path.Combine(entry, "x"));
        await Eventually.TrueAsync(() => callee.Output.Contains("cannot be written", StringComparison.Ordinal), "the beat that fails");
        Assert.Equal(HttpStatusCode.NoContent, await callee.StatusOfAsync("/v1.0/healthz"));
        Assert.Equal(HttpStatusCode.InternalServerError, await caller.StatusOfAsync(Invoke));

        Directory.Delete(Folder, recursive: true);
        await Eventually.TrueAsync(async () => await caller.StatusOfAsync(Invoke) == HttpStatusCode.OK, "the sidecar to be found again");
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "Origin: http://evil.example\r\n")]
    [InlineData("POST", "Sec-Fetch-Mode: no-cors\r\n")]
    [InlineData("OPTIONS", "dapr-internal-secret: 0\r\n")]
    public async Task InternalPort_IsForSidecarsAlone(string verb, string header)
    {
        Assert.SkipWhen(SidecarProcess.IsDaprd, "daprd speaks gRPC there");
        await using var echo = await EchoApp.StartAsync();
        var token = new Dictionary<string, string>(Registry) { ["APP_API_TOKEN"] = "secret" };
        await using var callee = await SidecarProcess.StartAsync("victim", ["--app-port", $"{echo.Port}"], token);
        await callee.UntilReadyAsync();
        var answer = await RawHttp.SendAsync(callee.InternalPort, $"{verb} /x HTTP/1.1\r\nHost: x\r\n{header}Content-Length: 0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
        Assert.Equal(0, echo.CallsOf("/x"));
    }

    public void Dispose() => _files.Dispose();

    private string AddEntry(TcpListener listener, UnixFileMode more)
    {
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var entry = Path.Combine(Folder, $"victim@{port}");
        File.WriteAllText(entry, $"127.0.0.1:{port} secret");
        File.SetUnixFileMode(entry, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);
        File.SetLastWriteTimeUtc(entry, DateTime.UtcNow.AddMinutes(1));
        return entry;
    }

    private static async Task<int> AnswerGarbageAsync(TcpListener listener)
    {
        for (var accepted = 0; ; accepted++)
        {
            try
            {
                using var socket = await listener.AcceptSocketAsync();
                await socket.ReceiveAsync(new byte[4096]);
                await socket.SendAsync(Encoding.ASCII.GetBytes("not http at all\r\n\r\n"));
            }
            catch (SocketException)
            {
                return accepted;
            }
        }
    }

    private static async Task<string> BodyOfAsync(SidecarProcess caller)
    {
        using var response = await caller.Http.GetAsync(new Uri(Invoke, UriKind.Relative), TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static async Task FailsAsync(Dictionary<string, string> environment, string folder)
    {
        Assert.SkipWhen(SidecarProcess.IsDaprd, "the registry is this tool's");
        await using var sidecar = SidecarProcess.Launch("a", [], environment);
        await sidecar.WaitForExitAsync();
        Assert.Equal(1, sidecar.ExitCode);
        await Eventually.TrueAsync(() => sidecar.Output.Contains(folder, StringComparison.Ordinal), $"{folder} in {sidecar.Output}");
        Assert.Single(sidecar.Output.Split('\n'), line => line.StartsWith("fatal: ", StringComparison.Ordinal));
    }
}
