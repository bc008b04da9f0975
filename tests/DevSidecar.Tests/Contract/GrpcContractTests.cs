using DemoApp.DevSidecar.Tests.Fixtures;

namespace DemoApp.DevSidecar.Tests.Contract;

public sealed class GrpcContractTests(GrpcContractTests.Replay replay) : IClassFixture<GrpcContractTests.Replay>
{
    public static TheoryData<string> Cases => RecordedCase.Names("grpc");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Grpc_AnswersAsRecorded(string name)
    {
        var recorded = RecordedCase.Load("grpc").Single(recorded => recorded.Name == name);
        var differences = GrpcReplay.Compare(recorded, replay.Answers[name]);
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    public sealed class Replay : IAsyncLifetime
    {
        private readonly SidecarFiles _files = new();

        public Dictionary<string, GrpcAnswer> Answers { get; } = [];

        public async ValueTask InitializeAsync()
        {
            _files.Store("statestore", scopes: "caller");
            _files.Store("echo-only", scopes: "echo");
            await using var echo = await EchoApp.StartAsync();
            string[] files = ["--config", _files.Configuration(), "--resources-path", _files.Resources];
            await using var caller = await SidecarProcess.StartAsync("caller", files);
            await using var callee = await SidecarProcess.StartAsync("echo", ["--app-port", $"{echo.Port}", .. files]);
            await callee.UntilReadyAsync();
            using var replay = new GrpcReplay(caller);
            foreach (var recorded in RecordedCase.Load("grpc"))
            {
                Answers[recorded.Name] = await replay.SendAsync((string)recorded.Json["method"]!, recorded.Json["request"]!);
            }
        }

        public ValueTask DisposeAsync()
        {
            _files.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
