using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DemoApp.Tenants;
using DemoApp.TestSupport;

namespace DemoApp.Charts.Tests.DemoApp.Run;

/// <summary>The rendered pods of several tenants, run as processes: what the chart says is what real executables are told.</summary>
public sealed class RenderedPodsTests(RenderedPodsTests.Cluster cluster) : IClassFixture<RenderedPodsTests.Cluster>
{
    private const string Wanted = "tenant1, tenant2, acme";

    public static TheoryData<string> Tenants => [.. Wanted.Split(", ")];

    [Theory]
    [MemberData(nameof(Tenants))]
    public async Task Send_InEachNamespace_GoesThroughSidecarsAndStoreOfItsTenant(string tenant)
    {
        var (status, answer) = await SendAsync(tenant, new { request_id = $"own-{tenant}", message = "Hello" });

        Assert.True(status == HttpStatusCode.OK, string.Join('\n', [$"{status} {answer}", .. cluster.Tenants[tenant].Pods.Values.Select(pod => pod.Log)]));
        Assert.Equal(tenant, (string?)answer["tenant"]);
        Assert.Equal($"sender-service-{tenant}", (string?)answer["sender"]);
        Assert.Equal($"receiver-service-{tenant}", (string?)answer["receiver_response"]!["receiver"]);
        Assert.Equal(tenant, (string?)answer["receiver_response"]!["tenant_id"]);
        Assert.Equal(1, (int?)answer["receiver_response"]!["database_result"]!["records"]);
    }

    [Fact]
    public async Task Send_OfAllTenantsAtOnce_KeepsEachRecordInTheStoreOfItsOwn()
    {
        var requests = cluster.Tenants.Keys.SelectMany(tenant => Enumerable.Range(0, 10).Select(number => (Tenant: tenant, Id: $"{tenant}-{number}"))).ToList();
        var answers = await Task.WhenAll(requests.Select(request => SendAsync(request.Tenant, new { request_id = request.Id })));

        Assert.All(requests.Zip(answers), pair =>
        {
            Assert.Equal(HttpStatusCode.OK, pair.Second.Status);
            Assert.Equal(pair.First.Tenant, (string?)pair.Second.Answer["tenant"]);
        });
        foreach (var (owner, id) in requests.Where(request => request.Id.EndsWith("-0", StringComparison.Ordinal)))
        {
            foreach (var tenant in cluster.Tenants.Keys)
            {
                var status = await StatusAsync(tenant, "receiver", HttpMethod.Get, $"/v1.0/state/statestore/{id}");
                Assert.Equal(tenant == owner ? HttpStatusCode.OK : HttpStatusCode.NoContent, status);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tenants))]
    public async Task Send_ForAnotherTenant_IsRefused(string tenant)
    {
        foreach (var other in cluster.Tenants.Keys.Where(other => other != tenant))
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(tenant, new { request_id = "other", tenant_id = other })).Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(tenant, new { request_id = "same", tenant_id = tenant })).Status);
    }

    [Theory]
    [MemberData(nameof(Tenants))]
    public async Task Invocation_OfAnythingButProcess_IsRefusedByTheAccessPolicy(string tenant)
    {
        if (!DaprFiles.PolicyIsInForce)
        {
            Assert.Skip("A real daprd judges by accessControl under mTLS only: set SENTRY_ADDRESS and DAPR_TRUST_ANCHORS.");
        }

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(tenant, "sender", HttpMethod.Post, "/v1.0/invoke/receiver/method/health"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(tenant, "sender", HttpMethod.Get, "/v1.0/invoke/receiver/method/process"));
        // The Receiver's sidecar calls nobody.
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(tenant, "receiver", HttpMethod.Post, "/v1.0/invoke/sender/method/send"));
    }

    [Theory]
    [MemberData(nameof(Tenants))]
    public async Task Store_OfTheReceiver_IsNotForTheSender(string tenant) =>
        Assert.Equal(HttpStatusCode.InternalServerError, await StatusAsync(tenant, "sender", HttpMethod.Get, "/v1.0/state/statestore/any"));

    [Fact]
    public async Task Tokens_FromSecrets_AreAskedOfAppAndSidecar()
    {
        var tenant = cluster.Tenants["acme"];

        var receiver = tenant.Pods["receiver"];
        using var direct = await receiver.App.PostAsJsonAsync("/process", new { request_id = "direct" }, TestContext.Current.CancellationToken);
        using var sidecar = await receiver.Sidecar!.GetAsync(
            new Uri("/v1.0/state/statestore/any", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (direct.StatusCode, sidecar.StatusCode));
        Assert.All(tenant.Pods.Values, pod => Assert.DoesNotContain("secret-of-acme", pod.Log, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Tenants))]
    public async Task Telemetry_OfAppsAndSidecars_ArrivesWithTheTenant(string tenant)
    {
        await SendAsync(tenant, new { request_id = $"telemetry-{tenant}" });
        await Eventually.TrueAsync(
            () => Spans("sender-service").Any() && Spans("receiver-service").Any() && Sidecars("sender").Any() && Sidecars("receiver").Any(),
            $"spans of two apps and two sidecars of {tenant}");

        var pod = cluster.Tenants[tenant].Pods["sender"].Overlay.Name;
        Assert.All(Spans("sender-service"), span =>
        {
            Assert.Equal($"{tenant}-demo", span.Resource["service.namespace"]);
            Assert.Equal($"{tenant}-demo", span.Resource["k8s.namespace"]);
            Assert.Equal("demo", span.Resource["deployment.environment.name"]);
            Assert.Equal(pod, span.Resource["service.instance.id"]);
        });
        Assert.All(Sidecars("sender"), span =>
        {
            Assert.Equal($"{tenant}-demo", span.Resource["k8s.namespace.name"]);
            Assert.Equal(pod, span.Resource["k8s.pod.name"]);
        });

        IEnumerable<ReceivedSpan> Spans(string service) =>
            cluster.Collector.Spans.Where(span => span.ServiceName == $"{service}-{tenant}" && span.Resource["tenant.id"] == tenant);

        IEnumerable<ReceivedSpan> Sidecars(string app) =>
            cluster.Collector.Spans.Where(span => span.Scope == "dapr-diagnostics" && span.ServiceName == app && span.Resource["tenant.id"] == tenant);
    }

    [Theory]
    [MemberData(nameof(Tenants))]
    public async Task HelmTest_AsRendered_PassesForItsTenantAndFailsForAnother(string tenant)
    {
        var test = cluster.Manifests[tenant].Pod("test").Container;
        var variables = test.Env.ToDictionary(variable => variable.Name, variable => (string?)variable.Value);
        // The name of a Service, as the cluster's DNS would resolve it.
        variables["TARGET_HOST"] = $"http://127.0.0.1:{cluster.Tenants[tenant].PortOf(new Uri(variables["TARGET_HOST"]!).Host)}";

        Assert.Equal((0, true), await RunAsync(variables));
        Assert.Equal((1, false), await RunAsync(new(variables) { ["TENANT_ID"] = "somebody" }));

        async Task<(int ExitCode, bool Passed)> RunAsync(Dictionary<string, string?> environment)
        {
            await using var process = ChildProcess.Start(test.Command[0], test.Command.Skip(1), environment);
            var exitCode = await process.ExitCodeAsync();
            return (exitCode, process.Lines.Count == 2 && process.Lines.All(line => line.StartsWith("ok: ", StringComparison.Ordinal)));
        }
    }

    private async Task<(HttpStatusCode Status, JsonNode Answer)> SendAsync(string tenant, object body)
    {
        using var response = await cluster.Tenants[tenant].Pods["sender"].App.PostAsJsonAsync("/send", body, TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }

    private async Task<HttpStatusCode> StatusAsync(string tenant, string component, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        if (tenant == "acme")
        {
            request.Headers.Add("dapr-api-token", "api-secret-of-acme");
        }

        using var response = await cluster.Tenants[tenant].Pods[component].Sidecar!.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    /// <summary>The tenants of tenants.yaml and one more entry, side by side on one machine.</summary>
    public sealed class Cluster : IAsyncLifetime
    {
        // The third: tokens, and every kind of variable.
        private const string Acme = """

              - name: acme
                namespace: acme-demo
                exporter: {endpoint: "http://acme.example:4317"}
                values:
                  global:
                    envs:
                      - name: OTEL_METRIC_EXPORT_INTERVAL
                        value: 1000
                  sender:
                    env: {LATENCY_MS: 1}
                  receiver:
                    env:
                      - {name: PROCESSING_TIME_MS, value: "5"}
                  dapr:
                    apiTokenSecret: api-token
                    appTokenSecret: app-token
            """;

        internal Dictionary<string, Manifest> Manifests { get; } = [];

        internal Dictionary<string, TenantNamespace> Tenants { get; } = [];

        internal OtlpReceiver Collector { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Collector = await OtlpReceiver.StartAsync();
            var list = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tenants.yaml"));
            await Chart.WithFileAsync(list + Acme, async file =>
            {
                foreach (var tenant in TenantList.Read(file).Tenants)
                {
                    Assert.Equal($"{tenant.Name}-demo", tenant.Namespace);
                    Manifests[tenant.Name] = Manifest.Parse(await TemplateAsync(tenant.Name, file));
                }

                return Manifests.Count;
            });
            var started = await Task.WhenAll(Manifests.Select(async tenant => (tenant.Key, Namespace: await TenantNamespace.StartAsync(
                $"{tenant.Key}-demo", tenant.Value, Collector.Address, new()
                {
                    [("api-token", "token")] = $"api-secret-of-{tenant.Key}",
                    [("app-token", "token")] = $"app-secret-of-{tenant.Key}",
                }))));
            foreach (var (tenant, pods) in started)
            {
                Tenants[tenant] = pods;
            }
        }

        // What `make template` does, and with `helm upgrade` in place of `helm template` also `make deploy`.
        private static async Task<string> TemplateAsync(string tenant, string list)
        {
            await using var process = ChildProcess.Start(Path.Combine(Repository.Root, "tools/deploy.sh"), ["template"],
                new Dictionary<string, string?> { ["TENANT"] = tenant, ["TENANTS_FILE"] = list, ["HELM"] = Helm.Four });
            var exitCode = await process.ExitCodeAsync(seconds: 60);
            return exitCode == 0 ? string.Join('\n', process.Lines) + "\n" : throw new InvalidOperationException(process.Tail());
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var tenant in Tenants.Values)
            {
                await tenant.DisposeAsync();
            }

            await Collector.DisposeAsync();
        }
    }
}
