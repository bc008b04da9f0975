using DemoApp.Receiver;
using DemoApp.Sender;
using DemoApp.ServiceDefaults;

namespace DemoApp.Services.Tests;

public sealed class SettingsTests
{
    [Fact]
    public void ServiceSettings_NothingSet_HasTheDefaults()
    {
        var settings = ServiceSettings.Read(Variables.None, "sender-service");

        Assert.Equal("sender-service", settings.ServiceName);
        Assert.Equal("default", settings.TenantId);
        Assert.Null(settings.AppApiToken);
        Assert.False(settings.LogAsText);
        Assert.Equal(new FaultSettings(0, 0), settings.Faults);
    }

    [Fact]
    public void SenderSettings_NothingSet_HasTheDefaults() =>
        Assert.Equal(new SenderSettings("receiver", null, TimeSpan.FromSeconds(10)), SenderSettings.Read(Variables.None));

    [Fact]
    public void ReceiverSettings_NothingSet_HasTheDefaults() =>
        Assert.Equal(
            new ReceiverSettings("statestore", TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(120), TimeSpan.FromMilliseconds(100)),
            ReceiverSettings.Read(Variables.None));

    [Fact]
    public void Setting_Empty_CountsAsUnset() =>
        Assert.Equal("default", ServiceSettings.Read(Variables.Of(("TENANT_ID", " "), ("ERROR_RATE", "")), "x").TenantId);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.0", 0)]
    [InlineData("1", 1)]
    [InlineData("0.25", 0.25)]
    [InlineData("1e-3", 0.001)]
    public void ErrorRate_WithinRange_IsTaken(string text, double expected) =>
        Assert.Equal(expected, ServiceSettings.Read(Variables.Of(("ERROR_RATE", text)), "x").Faults.ErrorRate);

    [Theory]
    [InlineData("-0.1")]
    [InlineData("1.01")]
    [InlineData("0,5")]
    [InlineData("NaN")]
    [InlineData("half")]
    public void ErrorRate_OutOfRange_NamesVariableValueAndRange(string text)
    {
        var e = Assert.Throws<InvalidSettingException>(() => ServiceSettings.Read(Variables.Of(("ERROR_RATE", text)), "x"));

        Assert.Equal($"ERROR_RATE is \"{text}\", but must be a number from 0 to 1", e.Message);
    }

    [Theory]
    [InlineData("tenant1", true)]
    [InlineData("a", true)]
    [InlineData("a-b", true)]
    [InlineData("-a", false)]
    [InlineData("a-", false)]
    [InlineData("Tenant", false)]
    [InlineData("a.b", false)]
    [InlineData("a\n", true)]
    [InlineData("a\nb", false)]
    public void TenantId_DnsLabelOrNot_IsTakenOrRefused(string text, bool valid)
    {
        var error = Record.Exception(() => ServiceSettings.Read(Variables.Of(("TENANT_ID", text)), "x"));

        Assert.Equal(valid, error is null);
        Assert.DoesNotContain('\n', error?.Message ?? "");
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void TenantId_OfLength_IsTakenUpTo63(int length, bool valid) =>
        Assert.Equal(valid, Record.Exception(() => ServiceSettings.Read(Variables.Of(("TENANT_ID", new string('a', length))), "x")) is null);

    [Theory]
    [InlineData("receiver.tenant1-demo", true)]
    [InlineData("receiver.a.b", false)]
    [InlineData("http://receiver", false)]
    public void ReceiverAppId_WithOrWithoutNamespace_IsTakenOrRefused(string text, bool valid) =>
        Assert.Equal(valid, Record.Exception(() => SenderSettings.Read(Variables.Of(("RECEIVER_APP_ID", text)))) is null);
}
