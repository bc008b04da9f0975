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
    public void ServiceName_OnlyInAttributes_IsTheServicesNameInAnswersToo() =>
        Assert.Equal("named", ServiceSettings.Read(Variables.Of(("OTEL_RESOURCE_ATTRIBUTES", "service.name=named")), "x").ServiceName);
}
