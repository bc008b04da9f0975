namespace DemoApp.Charts.Tests.Collector;

public sealed class ConfigurationTests
{
    // Names that the contrib distribution has at 0.149 (those of its release manifest; otlp_grpc and otlp_http since 0.144,
    // k8s_attributes since 0.146).
    private static readonly string[] KnownTypes =
        [
            "health_check", "bearertokenauth", "otlp", "prometheus", "memory_limiter", "k8s_attributes", "transform", "filter", "batch",
            "routing", "otlp_grpc", "otlp_http", "debug",
        ];

    public static TheoryData<string> Examples => [.. CollectorChart.Examples];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Components_OfBothTiers_AreDeclaredUsedAndKnown(string example)
    {
        var (agent, gateway) = CollectorChart.Configurations(CollectorChart.Objects(example));
        foreach (var configuration in new[] { agent, gateway })
        {
            Assert.Equal(configuration.Declared.Order(StringComparer.Ordinal), configuration.Used.Order(StringComparer.Ordinal));
            Assert.All(configuration.Declared, component => Assert.Contains(component.Split(' ')[1].Split('/')[0], KnownTypes));
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Connectors_OfTheGateway_JoinPipelinesOfTheirOwnSignal(string example)
    {
        var gateway = CollectorChart.Configurations(CollectorChart.Objects(example)).Gateway;
        foreach (var connector in gateway.Root.Keys("connectors"))
        {
            var signal = connector.Split('/')[1];
            Assert.Equal([signal], gateway.Pipelines.Values.Where(p => p.Exporters.Contains(connector)).Select(p => p.Name));

            var routed = gateway.Root.Items("connectors", connector, "table").SelectMany(row => row.Texts("pipelines"))
                .Concat(gateway.Root.Texts("connectors", connector, "default_pipelines"));
            Assert.Equal(
                gateway.Pipelines.Values.Where(p => p.Receivers.Contains(connector)).Select(p => p.Name).Order(StringComparer.Ordinal),
                routed.Order(StringComparer.Ordinal));
            Assert.All(routed, name => Assert.Equal(signal, name.Split('/')[0]));
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Pipelines_ThatTakeData_LimitMemoryFirst(string example)
    {
        var (agent, gateway) = CollectorChart.Configurations(CollectorChart.Objects(example));
        var entries = agent.Pipelines.Values.Concat(gateway.Pipelines.Values.Where(p => p.Receivers.Contains("otlp"))).ToList();
        Assert.Equal(["logs", "logs", "metrics", "metrics", "traces", "traces"], entries.Where(p => p.Receivers.Contains("otlp")).Select(p => p.Signal).Order(StringComparer.Ordinal));
        Assert.All(entries, p => Assert.Equal("memory_limiter", p.Processors[0]));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Agent_InEveryPipeline_StripsBeforeItSetsAndLeavesBatchesToTheExporter(string example)
    {
        var agent = CollectorChart.Configurations(CollectorChart.Objects(example)).Agent;
        Assert.All(agent.Pipelines.Values, p =>
        {
            // The source of a scrape is its target. A batch processor would count records and forget the connection.
            var truth = p.Receivers.Contains("otlp") ? "k8s_attributes" : "transform/daprd_target";
            Assert.Equal(["memory_limiter", "transform/strip", truth, "transform/tenant"], p.Processors[..4]);
            Assert.DoesNotContain("batch", p.Processors);
            Assert.Equal(["otlp_grpc/gateway"], p.Exporters);
        });
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Gateway_BeforeEveryQueue_EndsItsErrors(string example)
    {
        // Recorded with contrib 0.149: without this processor tenant1's full queue made the agent send tenant2's data again, 6,720
        // records for 1,510.
        var gateway = CollectorChart.Configurations(CollectorChart.Objects(example)).Gateway;
        Assert.Equal("0s", gateway.Root.Text("processors", "batch", "timeout"));
        Assert.All(
            gateway.Pipelines.Values.Where(p => p.Exporters.Any(exporter => gateway.Root.At("exporters", exporter) is not null)),
            p => Assert.Equal("batch", p.Processors[^1]));
    }

    [Theory]
    [InlineData("default", "2", "2097152")]
    [InlineData("everything", "1", "1048576")]
    public void Receivers_OfAgents_LimitARequestByBothTransports(string example, string mebibytes, string bytes)
    {
        // Recorded with contrib 0.149 at 512 MiB, 10 posts of 19 MB or 60 gRPC requests of 4 MB at once: killed without limits, 339 MB
        // with 4 MiB by HTTP, 244 MB with 1 MiB on both receivers.
        var protocols = CollectorChart.Configurations(CollectorChart.Objects(example)).Agent.Root.At("receivers", "otlp", "protocols");
        Assert.Equal(["grpc", "http"], protocols.Keys());
        Assert.Equal(mebibytes, protocols.Text("grpc", "max_recv_msg_size_mib"));
        Assert.Equal(bytes, protocols.Text("http", "max_request_body_size"));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Agent_Strip_CoversEveryAttributeThatIsSetLater(string example)
    {
        var agent = CollectorChart.Configurations(CollectorChart.Objects(example)).Agent;
        var extracted = agent.Root.Texts("processors", "k8s_attributes", "extract", "metadata");
        Assert.Contains("k8s.namespace.name", extracted);
        Assert.All(extracted, attribute => Assert.StartsWith("k8s.", attribute, StringComparison.Ordinal));
        foreach (var signal in new[] { "trace", "metric", "log" })
        {
            // All of that name, not the first alone.
            Assert.Equal(
                ["delete_matching_keys(resource.attributes, \"^(tenant[.]id|k8s[.].*)$$\")"],
                agent.Root.Items("processors", "transform/strip", $"{signal}_statements").Single(group => group.Text("context") == "resource").Texts("statements"));
        }

        // What a pod's owner may write is no source: annotations, labels, attributes.
        Assert.Null(agent.Root.At("processors", "k8s_attributes", "extract", "otel_annotations"));
        Assert.Null(agent.Root.At("processors", "k8s_attributes", "extract", "labels"));
        Assert.Null(agent.Root.At("processors", "k8s_attributes", "extract", "annotations"));
        // Statements that fail must not let the record pass.
        Assert.Equal("propagate", agent.Root.Text("processors", "transform/strip", "error_mode"));
        Assert.Equal("propagate", agent.Root.Text("processors", "transform/tenant", "error_mode"));
    }

    [Fact]
    public void Agent_Scrape_TakesNamesFromTheApiServerAndDropsTargetInfo()
    {
        var scrape = Assert.Single(CollectorChart.Configurations(CollectorChart.Objects("two-tenants")).Agent.Root.Items("receivers", "prometheus/daprd", "config", "scrape_configs"));
        Assert.Equal("false", scrape.Text("honor_labels"));
        Assert.Equal("false", scrape.Text("follow_redirects"));
        Assert.Equal("spec.nodeName=${env:K8S_NODE_NAME}", scrape.Items("kubernetes_sd_configs").Single().Items("selectors").Single().Text("field"));
        Assert.Contains(scrape.Items("relabel_configs"), r => r.Text("target_label") == "k8s_namespace_name" && r.Texts("source_labels") is ["__meta_kubernetes_namespace"]);
        Assert.Contains(scrape.Items("metric_relabel_configs"), r => r.Text("action") == "drop" && r.Text("regex") == "target_info");
        // A lone dollar sign would begin a reference.
        Assert.All(scrape.Items("relabel_configs").Select(r => r.Text("replacement")).OfType<string>(), r => Assert.DoesNotMatch(@"(?<!\$)\$(?!\$|\{)(?<!\$\$)", r.Replace("$$", "", StringComparison.Ordinal)));
    }

    [Theory]
    // As daprd 1.18 names its spans, and as the services and their HTTP clients name theirs.
    [InlineData("/v1.0/metadata", null, null, true)]
    [InlineData("/v1.0/metadata/team", null, null, true)]
    [InlineData("/dapr.proto.runtime.v1.Dapr/GetMetadata", null, null, true)]
    [InlineData("/dapr.proto.runtime.v1.Dapr/SetMetadata", null, null, true)]
    [InlineData("GET /health", "/health", null, true)]
    [InlineData("GET /alive", "/alive", null, true)]
    [InlineData("GET /ready", "/ready", null, true)]
    // Recorded with daprd 1.18.3: it asks every app once, at its start.
    [InlineData("GET", "/dapr/config", null, true)]
    [InlineData("GET /dapr/configuration", "/dapr/configuration", null, false)]
    [InlineData("GET", null, "http://localhost:3500/v1.0/healthz", true)]
    [InlineData("GET", null, "http://localhost:3500/v1.0/healthz/outbound", true)]
    [InlineData("POST /send", "/send", null, false)]
    [InlineData("GET /healthy", "/healthy", null, false)]
    [InlineData("POST", null, "http://localhost:3500/v1.0/invoke/receiver/method/process", false)]
    [InlineData("/v1.0/state/statestore/metadata", null, null, false)]
    [InlineData("CallLocal/receiver/process", null, null, false)]
    [InlineData("/dapr.proto.runtime.v1.Dapr/SaveState", null, null, false)]
    public void Spans_OfProbesAndOfTheRunTimeItself_AreDropped(string name, string? urlPath, string? urlFull, bool dropped)
    {
        var agent = CollectorChart.Configurations(CollectorChart.Objects("two-tenants")).Agent;
        var span = new Telemetry { Name = name };
        if (urlPath is not null) span.Record["url.path"] = urlPath;
        if (urlFull is not null) span.Record["url.full"] = urlFull;

        Assert.Equal(dropped, agent.Root.Texts("processors", "filter/probes", "traces", "span").Any(condition => Ottl.IsTrue(condition, span)));
        Assert.Contains("filter/probes", agent.Entry("traces").Processors);
    }

    [Theory]
    [InlineData("POST /v1.0/state/statestore", "set")]
    [InlineData("GET /v1.0/state/statestore/k", "get")]
    [InlineData("POST /v1.0/state/statestore/bulk", "get")]
    [InlineData("DELETE /v1.0/state/statestore/k", "delete")]
    [InlineData("POST /v1.0/state/statestore/transaction", "transaction")]
    [InlineData("/dapr.proto.runtime.v1.Dapr/SaveState", "set")]
    [InlineData("/dapr.proto.runtime.v1.Dapr/GetState", "get")]
    [InlineData("/dapr.proto.runtime.v1.Dapr/ExecuteStateTransaction", "transaction")]
    public async Task Gateway_DatabaseSpanOfASidecar_GetsTodaysKeys(string statement, string operation)
    {
        var (agent, gateway) = await CollectorChart.ConfigurationsAsync(Lists.TwoTenants);
        var span = new Telemetry { Record = { ["db.system"] = "state", ["db.name"] = "statestore", ["db.statement"] = statement, ["db.connection_string"] = "state" } };

        new Flow(agent, gateway).Send("traces", span, new Pod("tenant1-demo", "receiver-5d4-x1"));

        Assert.Equal(
            new SortedDictionary<string, string>
            {
                ["db.system.name"] = "state", ["db.collection.name"] = "statestore", ["db.operation.name"] = operation, ["db.query.text"] = statement,
            },
            new SortedDictionary<string, string>(span.Record.ToDictionary()));
    }

    [Fact]
    public async Task Gateway_DatabaseSpanOfAnApplication_StaysAsItIs()
    {
        var (agent, gateway) = await CollectorChart.ConfigurationsAsync(Lists.TwoTenants);
        var span = new Telemetry { Record = { ["db.system"] = "postgresql", ["db.name"] = "orders" } };

        new Flow(agent, gateway).Send("traces", span, new Pod("tenant1-demo", "receiver-5d4-x1"));

        Assert.Equal(["db.name", "db.system"], span.Record.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Tls_BothSides_ShowACertificateAndCheckTheOther()
    {
        var (agent, gateway) = CollectorChart.Configurations(CollectorChart.Objects("tls"));
        var server = gateway.Root.At("receivers", "otlp", "protocols", "grpc", "tls");
        Assert.Equal(["cert_file", "client_ca_file", "key_file", "min_version", "reload_interval"], server.Keys().Order(StringComparer.Ordinal));
        var client = agent.Root.At("exporters", "otlp_grpc/gateway", "tls");
        Assert.Equal(["ca_file", "cert_file", "key_file", "min_version", "reload_interval"], client.Keys().Order(StringComparer.Ordinal));
    }
}
