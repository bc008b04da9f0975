namespace DemoApp.ServiceDefaults;

/// <summary>
/// The headers of every export, from <c>OTEL_EXPORTER_OTLP_HEADERS</c>. Read here, because the exporter's own reading unescapes before it
/// splits, and ends the process at what it cannot send (open-telemetry/opentelemetry-dotnet#6510).
/// </summary>
internal static class OtlpHeaders
{
    // What the exporters and HTTP itself set; a second one breaks each export.
    private static readonly string[] Reserved =
        ["connection", "expect", "host", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"];

    /// <summary>Reads <c>name=value,name=value</c>; of two of the same name the last one counts.</summary>
    /// <exception cref="InvalidSettingException">A name or a value that no header can have; values are never shown.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(SettingReader variables, string variable)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var place = 0;
        foreach (var (name, value) in NamedValues.Read(variable, variables.Raw(variable)))
        {
            place++;
            if (!HeaderText.IsName(name))
            {
                throw Wrong("a name that is not a header's: letters, digits and !#$%&'*+-.^_`|~");
            }

            if (IsReserved(name))
            {
                throw Wrong($"{name}, which the exporter sets itself: leave it out");
            }

            if (!HeaderText.IsValue(value))
            {
                throw Wrong($"a value of {name} that no header can carry: printable ASCII without blanks around it");
            }

            headers[name] = value;
        }

        return [.. headers];

        InvalidSettingException Wrong(string what) => new($"{variable} has in entry {place} {what}");
    }

    private static bool IsReserved(string name) => Reserved.Contains(name, StringComparer.OrdinalIgnoreCase)
        || name.StartsWith("content-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase);
}
