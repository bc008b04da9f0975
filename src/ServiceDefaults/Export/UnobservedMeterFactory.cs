using System.Diagnostics.Metrics;

namespace DemoApp.ServiceDefaults.Export;

/// <summary>Gives the connections to the collector a meter that no exporter reads.</summary>
internal sealed class UnobservedMeterFactory : IMeterFactory
{
    private readonly Meter _meter = new("DemoApp.Export");

    public Meter Create(MeterOptions options) => _meter;

    public void Dispose() => _meter.Dispose();
}
