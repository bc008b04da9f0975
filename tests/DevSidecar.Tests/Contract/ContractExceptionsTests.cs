namespace DemoApp.DevSidecar.Tests.Contract;

public sealed class ContractExceptionsTests
{
    [Fact]
    public void Exceptions_Counted_AreAtMostFive()
    {
        // Straight to the console, because a test that passes shows no output of its own.
        Console.WriteLine($"contract exceptions: {ContractExceptions.All.Count} of at most 5, see Contract/ContractExceptions.cs");

        Assert.InRange(ContractExceptions.All.Count, 0, 5);
    }
}
