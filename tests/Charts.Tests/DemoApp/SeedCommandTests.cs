namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>Helm's commands of the original's page, as written there: what they would install or upgrade, rendered.</summary>
public sealed class SeedCommandTests
{
    private const string Tenant1 = "demo-app-tenant1 ./helm/demo-app --namespace tenant1-demo --values ./helm/demo-app/values-tenant1.yaml";
    private const string Tenant2 = "demo-app-tenant2 ./helm/demo-app --namespace tenant2-demo --values ./helm/demo-app/values-tenant2.yaml";
    private const string Images =
        "--set sender.image.repository=sender --set sender.image.tag=v1.0.0 --set receiver.image.repository=receiver --set receiver.image.tag=v1.0.0";

    private const string FullImages = "--set sender.image.repository=myregistry.io/myorg/sender --set sender.image.tag=v1.0.0 "
        + "--set receiver.image.repository=myregistry.io/myorg/receiver --set receiver.image.tag=v1.0.0";

    private const string Job =
        "--set loadgen.enabled=true --set loadgen.mode=job --set loadgen.job.users=20 --set loadgen.job.spawnRate=5 --set loadgen.job.runTime=10m";

    private const string Collector = "--set global.otlpEndpoint=http://opentelemetry-collector.otel-collector.svc.cluster.local:4317";

    [Theory]
    [InlineData("sender-service-tenant1", $"{Tenant1} {Collector}")]
    [InlineData("docker.io/myorg/sender:v1.0.0", $"{Tenant1} {Collector} --set global.imageRegistry=docker.io/myorg {Images}")]
    [InlineData("myregistry.io/myorg/receiver:v1.0.0", $"{Tenant1} {Collector} {FullImages}")]
    [InlineData("sender-service-tenant2", $"{Tenant2} {Collector}")]
    [InlineData("docker.io/myorg/receiver:0.1.0",
        $"{Tenant2} {Collector} --set global.imageRegistry=docker.io/myorg --set sender.image.repository=sender --set receiver.image.repository=receiver")]
    [InlineData("loadgen-service-tenant1", $"{Tenant1} --set loadgen.enabled=true --set loadgen.mode=deployment")]
    [InlineData("kind: Job", $"{Tenant1} {Job}")]
    [InlineData("http://sender-service:8000",
        "demo-app-tenant1 ./helm/demo-app --namespace tenant1-demo --set loadgen.enabled=true --set loadgen.mode=deployment "
            + "--set loadgen.env.TARGET_HOST=http://sender-service:8000")]
    [InlineData("docker.io/myorg/sender:v1.0.0", $"demo-app-tenant1 ./helm/demo-app --set global.imageRegistry=docker.io/myorg {Images}")]
    [InlineData("status.hostIP", "demo-app-tenant1 ./helm/demo-app --set global.useNodeLocalEndpoint=true")]
    [InlineData("http://custom-collector:4317",
        "demo-app-tenant1 ./helm/demo-app --set global.useNodeLocalEndpoint=false --set global.otlpEndpoint=http://custom-collector:4317")]
    [InlineData("sender-service-tenant1", Tenant1)]
    public async Task Command_OfThePage_Renders(string expected, string arguments)
    {
        foreach (var helm in new[] { Helm.Four, Helm.Three })
        {
            var (exitCode, output) = await Helm.RunAsync(helm, ["template", .. arguments.Split(' ')]);

            Assert.True(exitCode == 0, output);
            Assert.Contains(expected, output, StringComparison.Ordinal);
            Manifest.Parse(output + "\n");
        }
    }

    [Theory]
    [InlineData("""
        global: {imageRegistry: docker.io/myorg}
        sender: {image: {repository: sender, tag: v1.0.0}, env: {ERROR_RATE: "0.1"}}
        """, "docker.io/myorg/sender:v1.0.0")]
    [InlineData("sender: {image: {repository: docker.io/myorg/sender, tag: v1.0.0}}", "docker.io/myorg/sender:v1.0.0")]
    [InlineData("global: {imagePullSecrets: [my-registry-secret]}\nsender: {image: {pullSecrets: [sender-registry-secret]}}", "demo-app/sender:0.1.0")]
    [InlineData("global: {useNodeLocalEndpoint: true, otlpPort: \"4317\"}", "demo-app/sender:0.1.0")]
    // A tenant's file as the original had it: lists of variables, names, resources.
    [InlineData("""
        global:
          tenantId: tenant1
          envs:
            - {name: K8S_POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
            - {name: K8S_POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
            - {name: OTEL_LOGS_EXPORTER, value: none}
        sender:
          name: sender-service-tenant1
          image: {repository: sender, pullPolicy: Always}
          env:
            - {name: OTEL_SERVICE_NAME, value: sender-service-tenant1}
            - {name: OTEL_SERVICE_INSTANCE_ID, value: $(K8S_POD_NAME)}
            - {name: ERROR_RATE, value: "0.0"}
          resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: 200m, memory: 128Mi}}
        """, "demo-app/sender:0.1.0")]
    public async Task Values_OfThePage_Render(string values, string image) =>
        Assert.Equal(image, (await Chart.RenderFileAsync(values)).Pod("sender").Container.Image);
}
