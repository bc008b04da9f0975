using Serilog.Core;
using Serilog.Events;

namespace DemoApp.ServiceDefaults;

/// <summary>Gives each record the name of its event as <c>event.name</c>, in place of .NET's pair of number and name.</summary>
internal sealed class EventNameEnricher : ILogEventEnricher
{
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        if (logEvent.Properties.TryGetValue("EventId", out var id) && id is StructureValue { Properties: var parts })
        {
            logEvent.RemovePropertyIfPresent("EventId");
            foreach (var part in parts)
            {
                if (part is { Name: "Name", Value: ScalarValue { Value: string } name })
                {
                    logEvent.AddOrUpdateProperty(new LogEventProperty(Names.EventName, name));
                }
            }
        }
    }
}
