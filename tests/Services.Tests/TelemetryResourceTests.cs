using DemoApp.ServiceDefaults;

namespace DemoApp.Services.Tests;

public sealed class TelemetryResourceTests
{
    [Fact]
    public void Resource_NothingSet_NamesServiceInstanceAndTenant()
    {
        var resource = TelemetryResource.Read(Variables.None, "sender-service", "tenant1");

        Assert.Equal("sender-service", resource["service.name"]);
        Assert.Equal("tenant1", resource["tenant.id"]);
        Assert.True(Guid.TryParse((string)resource["service.instance.id"], out _));
        Assert.NotEqual("", resource["service.version"]);
        Assert.Equal(("demo-app", "production"), (resource["service.namespace"], resource["deployment.environment.name"]));
        Assert.DoesNotContain(resource.Keys, name => name.StartsWith("k8s.", StringComparison.Ordinal));
    }

    [Fact]
    public void Resource_AttributesGiven_AreMergedAndMayNotChangeTheTenant()
    {
        var resource = TelemetryResource.Read(Variables.Of(
            ("OTEL_RESOURCE_ATTRIBUTES", "service.name=lost,k8s.pod.name=p-1,note=a%2Cb,tenant.id=tenant2"),
            ("OTEL_SERVICE_NAME", "sender-service-tenant1"),
            ("OTEL_SERVICE_INSTANCE_ID", "p-1")), "sender-service", "tenant1");

        Assert.Equal("sender-service-tenant1", resource["service.name"]);
        Assert.Equal("p-1", resource["service.instance.id"]);
        Assert.Equal("p-1", resource["k8s.pod.name"]);
        Assert.Equal("a,b", resource["note"]);
        Assert.Equal("tenant1", resource["tenant.id"]);
    }

    [Fact]
    public void Resource_OfAPod_HasWhatTheDownwardApiSays()
    {
        var resource = TelemetryResource.Read(Variables.Of(
            ("K8S_NAMESPACE_NAME", "tenant1-demo"), ("K8S_POD_NAME", "p-1"), ("K8S_POD_UID", "u-1"), ("K8S_POD_IP", "10.0.0.7"), ("K8S_NODE_NAME", "n-1"),
            ("K8S_DEPLOYMENT_NAME", "sender"), ("K8S_CONTAINER_NAME", "sender"), ("ASPNETCORE_ENVIRONMENT", "Staging"),
            ("OTEL_RESOURCE_ATTRIBUTES", "k8s.node.name=named")), "sender-service", "tenant1");

        Assert.Equal(
            ["10.0.0.7", "named", "p-1", "sender", "sender", "tenant1-demo", "u-1"],
            resource.Where(pair => pair.Key.StartsWith("k8s.", StringComparison.Ordinal)).Select(pair => (string)pair.Value).Order());
        Assert.Equal("staging", resource["deployment.environment.name"]);
    }

    [Fact]
    public void ServiceName_LongerThanASender_StopsTheStart() =>
        Assert.Contains("OTEL_SERVICE_NAME", Assert.Throws<InvalidSettingException>(
            () => ServiceSettings.Read(Variables.Of(("OTEL_SERVICE_NAME", new string('s', 129))), "x")).Message, StringComparison.Ordinal);

    [Fact]
    public void ServiceName_OnlyInAttributes_IsTheServicesNameInAnswersToo() =>
        Assert.Equal("named", ServiceSettings.Read(Variables.Of(("OTEL_RESOURCE_ATTRIBUTES", "service.name=named")), "x").ServiceName);
}
