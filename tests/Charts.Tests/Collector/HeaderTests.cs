using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DemoApp.Charts.Tests.Collector;

/// <summary>
/// Headers of exporters: a Secret's value reaches its own tenant's backend as it is, and no tenant's Secret is another one's trouble.
/// </summary>
public sealed class HeaderTests
{
    // Names that were the same once they were joined: a and b--c, a--b and c.
    private const string Collision = """
        tenants:
          - {name: a, namespace: a-ns, exporter: {endpoint: "https://a:4317", headers: {b--c: {secretKeyRef: {name: a-secret, key: k}}}}}
          - {name: a--b, namespace: b-ns, exporter: {endpoint: "https://b:4317", headers: {c: {secretKeyRef: {name: b-secret, key: k}}}}}
          - name: a-b
            namespace: c-ns
            exporter: {endpoint: "https://c:4318", protocol: http/protobuf, headers: {b-c: {secretKeyRef: {name: b-secret, key: k2}}}}
          - name: "1e3"
            namespace: d-ns
            exporter: {endpoint: "https://d:4317", headers: {"true": x, "123": {secretKeyRef: {name: "7", key: "1.0"}}}}
        unknown: {exporter: {endpoint: "u:4317", headers: {c: {secretKeyRef: {name: u, key: k}}}}}
        """;

    [Fact]
    public async Task Secrets_OfTenantsWithSimilarNames_GoToTheirOwnBackends()
    {
        var objects = await RenderAsync(Collision);
        Assert.Equal(
            [
                ("otlp_grpc/1e3", "123", "7", "1.0"),
                ("otlp_grpc/a", "b--c", "a-secret", "k"),
                ("otlp_grpc/a--b", "c", "b-secret", "k"),
                ("otlp_grpc/unknown", "c", "u", "k"),
                ("otlp_http/a-b", "b-c", "b-secret", "k2"),
            ],
            Secrets(objects).Order());
    }

    [Fact]
    public async Task Names_ThatLookLikeNumbersOrTruth_StayTexts()
    {
        // Unquoted, the key 1e3 is 1000 for Kubernetes, and no file of that name is there.
        var objects = await RenderAsync(Collision);
        var placeholders = objects.Single(o => o.Text("metadata", "name") == "otel-gateway-headers");
        var headers = CollectorChart.Configurations(objects).Gateway.Root.At("exporters", "otlp_grpc/1e3", "headers");
        Assert.All(
            new[] { placeholders.At("data"), headers }.SelectMany(node => ((YamlMappingNode)node!).Children.Keys).Cast<YamlScalarNode>(),
            key => Assert.Equal(ScalarStyle.DoubleQuoted, key.Style));
        Assert.Equal(["true"], headers.Keys());
    }

    [Theory]
    [InlineData(Collision)]
    [InlineData(null)]
    public async Task Files_OfSecrets_ExistWhateverTheSecretsDo(string? values)
    {
        // Recorded with contrib 0.149: a file that is missing ends the whole collector at that exporter's first request.
        var objects = values is null ? CollectorChart.Objects("everything") : await RenderAsync(values);
        var sources = Volume(objects).Items("projected", "sources").ToList();

        // The first source is the whole map of empty files: with `items` the API server answers "conflicting duplicate paths".
        Assert.Equal(["name"], sources[0].At("configMap").Keys());
        var map = sources[0].Text("configMap", "name");
        var placeholders = Assert.Single(objects, o => o.Text("kind") == "ConfigMap" && o.Text("metadata", "name") == map);
        Assert.All(placeholders.Map("data").Values, value => Assert.Equal("", value));

        Assert.All(sources[1..], source => Assert.Equal("true", source.Text("secret", "optional")));
        var paths = sources[1..].Select(source => Assert.Single(source.Items("secret", "items")).Text("path")!).ToList();
        Assert.Equal(paths.Distinct(), paths);
        Assert.Equal(placeholders.Keys("data").Order(StringComparer.Ordinal), paths.Order(StringComparer.Ordinal));

        var gateway = CollectorChart.Configurations(objects).Gateway;
        var files = Authenticators(gateway).Select(name => gateway.Root.Text("extensions", name, "filename")!);
        Assert.Equal(paths.Select(path => $"/etc/otel/headers/{path}").Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Secrets_AreInNoVariableAndNotInTheConfiguration()
    {
        // A variable's value is expanded: recorded with contrib 0.149, a tenant's Secret `${env:…}` sent another tenant's key to its own
        // backend.
        var objects = CollectorChart.Objects("everything");
        var (_, gateway) = CollectorChart.Configurations(objects);
        var variables = Gateway(objects).Items("containers").SelectMany(c => c.Items("env"));
        Assert.DoesNotContain("secretKeyRef", variables.SelectMany(variable => variable.Keys("valueFrom")));
        Assert.DoesNotMatch(@"\$\{(?!env:POD_IP\})", gateway.Text);
        Assert.Equal(3, Authenticators(gateway).Count());
        Assert.All(Authenticators(gateway), name =>
        {
            Assert.Equal(["filename", "header", "scheme"], gateway.Root.Keys("extensions", name).Order(StringComparer.Ordinal));
            Assert.Equal("", gateway.Root.Text("extensions", name, "scheme"));
        });
    }

    [Fact]
    public void Exporters_WithASecret_SpeakTlsWhereGrpcWantsIt()
    {
        var gateway = CollectorChart.Configurations(CollectorChart.Objects("everything")).Gateway;
        var withSecret = gateway.Root.Keys("exporters").Where(name => gateway.Root.At("exporters", name, "auth") is not null).ToList();
        Assert.Equal(["otlp_http/alpha", "otlp_grpc/beta-2", "otlp_grpc/unknown"], withSecret);
        Assert.All(withSecret, name => Assert.Equal("false", gateway.Root.Text("exporters", name, "tls", "insecure")));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("5$ a month", "5$$ a month")]
    [InlineData("${env:POD_IP}", "$${env:POD_IP}")]
    [InlineData("$$x", "$$$$x")]
    [InlineData("\\\\ and \\\"", "\\ and \"")]
    [InlineData("", "")]
    [InlineData("007", "007")]
    [InlineData("true", "true")]
    public async Task Value_OfAHeader_ReachesTheBackendAsItIsWritten(string value, string configured)
    {
        var (_, gateway) = await CollectorChart.ConfigurationsAsync(
            $"tenants: [{{name: a, namespace: b, exporter: {{endpoint: \"x:4317\", headers: {{k: \"{value}\"}}}}}}]");
        Assert.Equal(configured, gateway.Root.Text("exporters", "otlp_grpc/a", "headers", "k"));
    }

    [Theory]
    [InlineData("headers: {X-Key: v, x-key: w}", "the headers X-Key and x-key, which are the same")]
    [InlineData("headers: {X-Key: {secretKeyRef: {name: s, key: k}}, x-key: v}", "the headers X-Key and x-key, which are the same")]
    [InlineData(
        "headers: {a: {secretKeyRef: {name: s, key: k}}, b: {secretKeyRef: {name: s, key: l}}}", "two headers from a Secret, a and b;")]
    [InlineData("headers: {Content-Type: text/plain}", "the header Content-Type, which the exporter sets itself")]
    [InlineData("headers: {content-length: \"1\"}", "the header content-length, which the exporter sets itself")]
    [InlineData("headers: {HOST: x}", "the header HOST, which the exporter sets itself")]
    [InlineData("headers: {te: trailers}", "the header te, which the exporter sets itself")]
    [InlineData("headers: {Transfer-Encoding: chunked}", "the header Transfer-Encoding, which the exporter sets itself")]
    [InlineData("headers: {grpc-timeout: 1S}", "the header grpc-timeout, which the exporter sets itself")]
    [InlineData("headers: {user-agent: x}", "the header user-agent, which the exporter sets itself")]
    [InlineData("headers: {Host: {secretKeyRef: {name: s, key: k}}}", "the header Host, which the exporter sets itself")]
    [InlineData("headers: {trace-bin: x}", "the header trace-bin: gRPC encodes the values")]
    [InlineData("headers: {k: \"a\\nb\"}", "a value of the header k that HTTP cannot carry")]
    [InlineData("headers: {k: \"a\\n\"}", "a value of the header k that HTTP cannot carry")]
    [InlineData("headers: {k: \"a\\rb\"}", "a value of the header k that HTTP cannot carry")]
    [InlineData("headers: {k: \"a\\tb\"}", "a value of the header k that HTTP cannot carry")]
    [InlineData("headers: {k: \"a\\0\"}", "a value of the header k that HTTP cannot carry")]
    [InlineData("headers: {k: Zoë}", "a value of the header k that HTTP cannot carry")]
    [InlineData("headers: {k: \" a\"}", "a value of the header k that HTTP cannot carry")]
    [InlineData("headers: {k: \"a \"}", "a value of the header k that HTTP cannot carry")]
    public async Task Header_ThatCannotWork_IsRefusedWithTheReason(string headers, string message)
    {
        await RefusesAsync(
            $"tenants: [{{name: one, namespace: b, exporter: {{endpoint: \"x:4317\", {headers}}}}}]", $"tenants: one has {message}");
        await RefusesAsync($"unknown: {{exporter: {{endpoint: \"x:4317\", {headers}}}}}", $"unknown has {message}");
    }

    [Fact]
    public async Task Secret_OverGrpcWithoutTls_IsRefusedAndOverHttpIsNot()
    {
        const string Header = "headers: {api-key: {secretKeyRef: {name: s, key: k}}}";
        await RefusesAsync(
            $"tenants: [{{name: one, namespace: b, exporter: {{endpoint: \"http://x:4317\", {Header}}}}}]",
            "tenants: one has the header api-key from a Secret and the endpoint http://x:4317: gRPC sends secrets over TLS only.");
        await RefusesAsync(
            $"unknown: {{exporter: {{endpoint: \"http://x:4317\", {Header}}}}}",
            "unknown has the header api-key from a Secret and the endpoint http://x:4317");
        Assert.Single(Secrets(await RenderAsync(
            $"tenants: [{{name: one, namespace: b, exporter: {{endpoint: \"http://x:4318\", protocol: http/protobuf, {Header}}}}}]")));
    }

    [Fact]
    public async Task Headers_WithoutASecret_NeedNoVolume()
    {
        var objects = await RenderAsync(Lists.TwoTenants);
        Assert.DoesNotContain(objects, o => o.Text("metadata", "name") == "otel-gateway-headers");
        Assert.Equal(["config"], Gateway(objects).Items("volumes").Select(v => v.Text("name")));
    }

    // Exporter, header, Secret and key, followed from the exporter to the volume.
    private static IEnumerable<(string Exporter, string Header, string Secret, string Key)> Secrets(IReadOnlyList<YamlMappingNode> objects)
    {
        var gateway = CollectorChart.Configurations(objects).Gateway;
        var mounts = Gateway(objects).Items("containers").Single().Items("volumeMounts");
        var folder = mounts.Single(mount => mount.Text("name") == "headers").Text("mountPath");
        var secrets = Volume(objects).Items("projected", "sources").Select(source => source.At("secret")).ToList();
        foreach (var exporter in gateway.Root.Keys("exporters").Where(name => gateway.Root.At("exporters", name, "auth") is not null))
        {
            var extension = gateway.Root.Text("exporters", exporter, "auth", "authenticator")!;
            Assert.Contains(extension, gateway.Root.Texts("service", "extensions"));
            var file = gateway.Root.Text("extensions", extension, "filename")!;
            var secret = secrets.Single(s => s.Items("items").Any(item => $"{folder}/{item.Text("path")}" == file));
            var key = Assert.Single(secret.Items("items")).Text("key")!;
            yield return (exporter, gateway.Root.Text("extensions", extension, "header")!, secret.Text("name")!, key);
        }
    }

    private static IEnumerable<string> Authenticators(CollectorConfiguration gateway) =>
        gateway.Root.Keys("extensions").Where(name => name.StartsWith("bearertokenauth/", StringComparison.Ordinal));

    private static YamlNode Gateway(IReadOnlyList<YamlMappingNode> objects) =>
        objects.Where(o => o.Text("kind") == "Deployment")
            .Single(o => o.Text("metadata", "labels", "app.kubernetes.io/component") == "gateway")
            .At("spec", "template", "spec")!;

    private static YamlNode Volume(IReadOnlyList<YamlMappingNode> objects) =>
        Gateway(objects).Items("volumes").Single(volume => volume.Text("name") == "headers");

    private static async Task<IReadOnlyList<YamlMappingNode>> RenderAsync(string values)
    {
        var (exitCode, output) = await CollectorChart.RenderTextAsync(Helm.Four, values);
        Assert.True(exitCode == 0, output);
        return Yaml.Documents(output);
    }

    private static async Task RefusesAsync(string values, string message)
    {
        foreach (var helm in new[] { Helm.Four, Helm.Three })
        {
            var (exitCode, output) = await CollectorChart.RenderTextAsync(helm, values);
            Assert.NotEqual(0, exitCode);
            Assert.Contains(message, output, StringComparison.Ordinal);
        }
    }
}
