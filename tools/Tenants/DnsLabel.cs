using System.Text.RegularExpressions;

namespace DemoApp.Tenants;

/// <summary>The form of names of tenants, namespaces and Services (RFC 1123).</summary>
internal static partial class DnsLabel
{
    /// <summary>The rule, as error messages state it.</summary>
    public const string Rule = "a DNS label: 1 to 63 of a-z, 0-9 and -, without - at either end";

    public static bool IsMatch(string text) => Pattern().IsMatch(text);

    // \z, because $ lets a newline at the end pass.
    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
