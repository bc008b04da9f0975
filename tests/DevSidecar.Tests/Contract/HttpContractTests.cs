using DemoApp.DevSidecar.Tests.Fixtures;
using DemoApp.TestSupport;

namespace DemoApp.DevSidecar.Tests.Contract;

public sealed class HttpInvokeContractTests(HttpInvokeContractTests.Replay replay) : IClassFixture<HttpInvokeContractTests.Replay>
{
    public static TheoryData<string> Cases => RecordedCase.Names("http-invoke");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Invocation_AnswersAsRecorded(string name) => replay.Verify(name);

    public sealed class Replay() : HttpContract("http-invoke")
    {
        protected override Task StartAsync() => StartPairAsync();
    }
}

public sealed class HttpPathsContractTests(HttpPathsContractTests.Replay replay) : IClassFixture<HttpPathsContractTests.Replay>
{
    public static TheoryData<string> Cases => RecordedCase.Names("http-paths");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Path_AnswersAsRecorded(string name) => replay.Verify(name);

    public sealed class Replay() : HttpContract("http-paths")
    {
        protected override Task StartAsync() => StartPairAsync();
    }
}

public sealed class HttpStateContractTests(HttpStateContractTests.Replay replay) : IClassFixture<HttpStateContractTests.Replay>
{
    public static TheoryData<string> Cases => RecordedCase.Names("http-state");

    [Theory]
    [MemberData(nameof(Cases))]
    public void State_AnswersAsRecorded(string name) => replay.Verify(name);

    public sealed class Replay() : HttpContract("http-state")
    {
        protected override Task StartAsync() => StartPairAsync();
    }
}

public sealed class HttpTokensContractTests(HttpTokensContractTests.Replay replay) : IClassFixture<HttpTokensContractTests.Replay>
{
    public static TheoryData<string> Cases => RecordedCase.Names("http-tokens");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tokens_AnswerAsRecorded(string name) => replay.Verify(name);

    public sealed class Replay() : HttpContract("http-tokens")
    {
        protected override Task StartAsync() =>
            StartPairAsync(new Dictionary<string, string> { ["DAPR_API_TOKEN"] = "api-secret", ["APP_API_TOKEN"] = "app-secret" });
    }
}

public sealed class HttpResiliencyContractTests(HttpResiliencyContractTests.Replay replay)
    : IClassFixture<HttpResiliencyContractTests.Replay>
{
    public static TheoryData<string> Cases => RecordedCase.Names("http-resiliency");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Resiliency_AnswersAsRecorded(string name) => replay.Verify(name);

    public sealed class Replay() : HttpContract("http-resiliency")
    {
        protected override Task StartAsync()
        {
            Files.Resource("contract", """
                apiVersion: dapr.io/v1alpha1
                kind: Resiliency
                metadata:
                  name: contract
                scopes: [caller]
                spec:
                  policies:
                    timeouts: { short: 500ms }
                    retries:
                      some: { policy: constant, duration: 50ms, maxRetries: 3, matching: { httpStatusCodes: "429,502-504" } }
                    circuitBreakers:
                      breaker: { maxRequests: 1, timeout: 2s, trip: consecutiveFailures >= 5 }
                  targets:
                    apps:
                      echo: { timeout: short, retry: some, circuitBreaker: breaker }
                """);
            return StartPairAsync();
        }
    }
}

public sealed class HttpDownContractTests(HttpDownContractTests.Replay replay) : IClassFixture<HttpDownContractTests.Replay>
{
    public static TheoryData<string> Cases => RecordedCase.Names("http-down");

    [Theory]
    [MemberData(nameof(Cases))]
    public void SomethingDown_AnswersAsRecorded(string name) => replay.Verify(name);

    public sealed class Replay() : HttpContract("http-down")
    {
        private readonly int _appPort = FreePort.Next();

        protected override async Task StartAsync()
        {
            await StartSidecarAsync("caller");
            await StartSidecarAsync("echo", _appPort);
        }

        protected override async Task BeforeAsync(RecordedCase recorded)
        {
            switch ((string)recorded.Json["name"]!)
            {
                case "app started later":
                    Echo = await EchoApp.StartAsync(_appPort);
                    await Sidecars["echo"].UntilReadyAsync();
                    break;
                case "app killed":
                    await Echo!.DisposeAsync();
                    Echo = null;
                    break;
                case "callee sidecar killed":
                    await Sidecars["echo"].KillAsync();
                    break;
            }
        }
    }
}

public sealed class HttpAppHealthContractTests(HttpAppHealthContractTests.Replay replay) : IClassFixture<HttpAppHealthContractTests.Replay>
{
    public static TheoryData<string> Cases => RecordedCase.Names("http-apphealth");

    [Theory]
    [MemberData(nameof(Cases))]
    public void AppHealth_AnswersAsRecorded(string name) => replay.Verify(name);

    public sealed class Replay() : HttpContract("http-apphealth")
    {
        protected override async Task StartAsync()
        {
            Echo = await EchoApp.StartAsync();
            await StartSidecarAsync("caller");
            await StartSidecarAsync(
                "echo", Echo.Port,
                arguments: ["--enable-app-health-check", "--app-health-check-path", "/status/503", "--app-health-probe-interval", "1",
                    "--app-health-threshold", "2"]);
            await Eventually.TrueAsync(() => Echo.CallsOf("/status/503") >= 2, "two failed probes");
        }
    }
}

public sealed class HttpAccessControlContractTests(HttpAccessControlContractTests.Replay replay)
    : IClassFixture<HttpAccessControlContractTests.Replay>
{
    public static TheoryData<string> Cases => RecordedCase.Names("http-acl");

    [Theory]
    [MemberData(nameof(Cases))]
    public void AccessControl_AnswersAsRecorded(string name) => replay.Verify(name);

    public sealed class Replay() : HttpContract("http-acl")
    {
        protected override string? Unavailable =>
            SidecarProcess.IsDaprd && Environment.GetEnvironmentVariable("SENTRY_ADDRESS") is null
                ? "access control of a real daprd needs mTLS: set SENTRY_ADDRESS and DAPR_TRUST_ANCHORS"
                : null;

        protected override async Task StartAsync()
        {
            Echo = await EchoApp.StartAsync();
            string[] mtls = SidecarProcess.IsDaprd
                ? ["--enable-mtls", "--sentry-address", Environment.GetEnvironmentVariable("SENTRY_ADDRESS")!] : [];
            var policy = Files.Configuration("policy", """
                  accessControl:
                    defaultAction: deny
                    trustDomain: public
                    policies:
                    - appId: caller
                      namespace: default
                      trustDomain: public
                      defaultAction: deny
                      operations:
                      - { name: /hello, httpVerb: [POST], action: allow }
                      - { name: /status/*, httpVerb: [POST], action: allow }

                """);
            await StartSidecarAsync("caller", arguments: mtls);
            await StartSidecarAsync("stranger", arguments: mtls);
            await StartSidecarAsync(
                "caller", key: "caller in namespace tenant2", environment: new Dictionary<string, string> { ["NAMESPACE"] = "tenant2" },
                arguments: mtls);
            await (await StartSidecarAsync("echo", Echo.Port, configuration: policy, arguments: mtls)).UntilReadyAsync();
        }
    }
}
