using DemoApp.Receiver;

namespace DemoApp.Services.Tests;

public sealed class ProcessRecordStoreTests
{
    private readonly ProcessRecordStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Record_Written_IsThere()
    {
        await _store.WriteAsync("a", "{}"u8.ToArray(), Cancellation);

        Assert.True(await _store.ReadAsync("a", Cancellation));
        Assert.False(await _store.ReadAsync("b", Cancellation));
    }

    [Fact]
    public async Task Records_OverTheNumber_LoseTheOldest()
    {
        for (var i = 0; i <= ProcessRecordStore.MaxRecords; i++)
        {
            await _store.WriteAsync($"{i}", "{}"u8.ToArray(), Cancellation);
        }

        Assert.False(await _store.ReadAsync("0", Cancellation));
        Assert.True(await _store.ReadAsync("1", Cancellation));
    }

    [Fact]
    public async Task Records_OverTheBytes_LoseTheOldest()
    {
        var half = new byte[(ProcessRecordStore.MaxBytes / 2) + 1];
        await _store.WriteAsync("a", half, Cancellation);
        await _store.WriteAsync("b", half, Cancellation);

        Assert.False(await _store.ReadAsync("a", Cancellation));
        Assert.True(await _store.ReadAsync("b", Cancellation));
    }

    [Fact]
    public async Task Record_WrittenAgainAndAgain_CountsOnce()
    {
        var half = new byte[(ProcessRecordStore.MaxBytes / 2) - 1];
        await _store.WriteAsync("other", "{}"u8.ToArray(), Cancellation);
        for (var i = 0; i < 10; i++)
        {
            await _store.WriteAsync("a", half, Cancellation);
        }

        Assert.True(await _store.ReadAsync("other", Cancellation));
        Assert.True(await _store.ReadAsync("a", Cancellation));
    }
}
