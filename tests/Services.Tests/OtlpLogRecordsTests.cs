using DemoApp.ServiceDefaults.Export;
using DemoApp.Otlp;
using Google.Protobuf;

namespace DemoApp.Services.Tests;

public sealed class OtlpLogRecordsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Records_OfSeveralScopesAndResources_AreAllCounted(int prefix)
    {
        var request = new ExportLogsServiceRequest();
        foreach (var records in (ReadOnlySpan<int>)[3, 0, 4])
        {
            var scope = new ScopeLogs { LogRecords = { Enumerable.Range(0, records).Select(i => new LogRecord { Body = new AnyValue { StringValue = $"record {i}" } }) } };
            request.ResourceLogs.Add(new ResourceLogs { ScopeLogs = { scope, scope.Clone() } });
        }

        Assert.Equal(14, OtlpLogRecords.Count([.. new byte[prefix], .. request.ToByteArray()], prefix));
    }

    [Fact]
    public void Records_OfAnEmptyRequest_AreNone() => Assert.Equal(0, OtlpLogRecords.Count([], 0));
}
