using DemoApp.ServiceDefaults;

namespace DemoApp.Services.Tests;

public sealed class MemoryLimitsTests
{
    private const long Mebibyte = 1024 * 1024;

    [Theory]
    [InlineData(192, 0.1, 512, 19)]
    [InlineData(192, 0.2, 512, 38)]
    [InlineData(16, 0.1, 64, 4)]
    [InlineData(100_000, 0.2, 10_000, 512)]
    public void Limits_NothingSet_FollowTheMemory(long mebibytes, double share, int connections, long bodies) =>
        Assert.Equal(new MemoryLimits(connections, bodies * Mebibyte), MemoryLimits.Read(Variables.None, mebibytes * Mebibyte, share));

    [Fact]
    public void Limits_Set_AreTaken() => Assert.Equal(
        new MemoryLimits(50, 3 * Mebibyte), MemoryLimits.Read(Variables.Of(("MAX_CONNECTIONS", "50"), ("MAX_REQUEST_BODIES_MIB", "3")), 192 * Mebibyte, 0.1));

    [Theory]
    [InlineData("MAX_CONNECTIONS", "15")]
    [InlineData("MAX_REQUEST_BODIES_MIB", "1")]
    public void Limits_OutOfRange_AreRefused(string variable, string value) =>
        Assert.Throws<InvalidSettingException>(() => MemoryLimits.Read(Variables.Of((variable, value)), 192 * Mebibyte, 0.1));

    [Fact]
    public void BodyBudget_AllTaken_RefusesUntilSomethingIsReturned()
    {
        var budget = new BodyBudget(100);

        Assert.True(budget.TryTake(60));
        Assert.False(budget.TryTake(41));
        Assert.True(budget.TryTake(40));
        budget.Return(60);
        Assert.True(budget.TryTake(60));
        Assert.False(budget.TryTake(1));
    }
}
