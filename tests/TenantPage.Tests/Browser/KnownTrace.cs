using System.Text.Json.Nodes;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>A complete trace of which the tests know what it is.</summary>
/// <param name="Json">What the API says of it.</param>
public sealed record KnownTrace(JsonNode Json)
{
    /// <summary>32 hexadecimal digits.</summary>
    public string Id => Json["traceId"]!.GetValue<string>();

    /// <summary>As lists show it.</summary>
    public string ShortId => Id[..8];

    /// <summary>The address of its page, without the origin.</summary>
    public string Path => $"/traces/{Id}";

    /// <summary>When it began.</summary>
    public DateTimeOffset Start => DateTimeOffset.FromUnixTimeMilliseconds((long)Json["start"]!.GetValue<double>());

    public double DurationMs => Json["durationMs"]!.GetValue<double>();
}
