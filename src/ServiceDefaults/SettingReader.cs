using System.Globalization;
using System.Text.RegularExpressions;

namespace DemoApp.ServiceDefaults;

/// <summary>Turns environment variables into checked values; the only place that parses them.</summary>
/// <param name="variable">Gives a variable's value, or null. An empty value counts as unset, as OpenTelemetry has it.</param>
public sealed partial class SettingReader(Func<string, string?> variable)
{
    private const int MaxShown = 80;

    /// <summary>The value of <paramref name="name"/>, or null where it is unset or blank.</summary>
    public string? Find(string name) => variable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    /// <summary>The value of <paramref name="name"/> with all that is around it, or null where it is unset or blank.</summary>
    public string? Raw(string name) => Find(name) is null ? null : variable(name);

    /// <summary>The text of <paramref name="name"/>, or <paramref name="fallback"/>.</summary>
    public string Text(string name, string fallback) => Find(name) ?? fallback;

    /// <summary>A whole number from <paramref name="min"/> to <paramref name="max"/>.</summary>
    /// <exception cref="InvalidSettingException">Not a whole number, or out of range.</exception>
    public int WholeNumber(string name, int fallback, int min, int max)
    {
        if (Find(name) is not { } text)
        {
            return fallback;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Invalid(name, text, $"a whole number from {min} to {max}");
    }

    /// <summary>A number from 0 to 1.</summary>
    /// <exception cref="InvalidSettingException">Not a number, or out of range.</exception>
    public double Rate(string name, double fallback)
    {
        if (Find(name) is not { } text)
        {
            return fallback;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1
            ? value
            : throw Invalid(name, text, "a number from 0 to 1");
    }

    /// <summary>True or false; anything but <c>true</c> and <c>false</c> is an error.</summary>
    /// <exception cref="InvalidSettingException">Neither true nor false.</exception>
    public bool Flag(string name, bool fallback)
    {
        if (Find(name) is not { } text)
        {
            return fallback;
        }

        return bool.TryParse(text, out var value) ? value : throw Invalid(name, text, "true or false");
    }

    /// <summary>One of <paramref name="allowed"/>, compared without regard to case.</summary>
    /// <exception cref="InvalidSettingException">None of them.</exception>
    public string Choice(string name, string fallback, params ReadOnlySpan<string> allowed)
    {
        if (Find(name) is not { } text)
        {
            return fallback;
        }

        return Allowed(text, allowed) ?? throw Invalid(name, text, string.Join(" or ", allowed!));
    }

    /// <summary>One or more of <paramref name="allowed"/> with commas between them; <c>none</c> stands alone.</summary>
    /// <exception cref="InvalidSettingException">One is not allowed, or <c>none</c> has company.</exception>
    public IReadOnlyCollection<string> Choices(string name, string fallback, params ReadOnlySpan<string> allowed)
    {
        var chosen = new List<string>();
        var text = Find(name);
        foreach (var part in (text ?? fallback).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            chosen.Add(Allowed(part, allowed)
                ?? throw Invalid(name, text!, $"{string.Join(" or ", allowed!)}, or several with commas between them"));
        }

        return chosen.Contains("none") && chosen.Count > 1
            ? throw Invalid(name, text!, "none by itself, or exporters without it")
            : chosen;
    }

    /// <summary>An absolute http or https address, or null where the variable is unset.</summary>
    /// <exception cref="InvalidSettingException">Not such an address.</exception>
    public Uri? HttpAddress(string name)
    {
        if (Find(name) is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0
            ? address
            // Before an @ may be a password.
            : throw Invalid(name, text[(text.LastIndexOf('@') + 1)..], "an address such as http://localhost:4317");
    }

    /// <summary>The address of a sidecar: scheme, host and port and nothing else, because that is all that Dapr's clients use.</summary>
    /// <exception cref="InvalidSettingException">Not such an address.</exception>
    public Uri? SidecarAddress(string name)
    {
        var address = HttpAddress(name);
        return address is null or { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            ? address
            : throw Invalid(name, address.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped),
                "an address without a path, such as http://localhost:3500");
    }

    /// <summary>
    /// A token as it is sent in a header, or null where the variable is empty. Never trimmed: its other side, a sidecar, compares every
    /// character, so that a line break at the end of a Secret would let nobody in.
    /// </summary>
    /// <exception cref="InvalidSettingException">A character that no header can carry, or a blank at either end; the token is not shown.</exception>
    public string? Token(string name)
    {
        var token = variable(name);
        if (string.IsNullOrEmpty(token))
        {
            return null;
        }

        if (!HeaderText.IsValue(token))
        {
            throw new InvalidSettingException(
                $"{name} has a character that a header cannot carry, such as a line break at its end, but must be printable ASCII without blanks around it");
        }

        return token;
    }

    /// <summary>A DNS label (RFC 1123): up to 63 lower-case letters, digits and hyphens, no hyphen at either end.</summary>
    /// <exception cref="InvalidSettingException">Not a DNS label.</exception>
    public string DnsLabel(string name, string fallback)
    {
        var text = Text(name, fallback);
        return DnsLabelPattern().IsMatch(text)
            ? text
            : throw Invalid(name, text, "a DNS label: up to 63 of a-z, 0-9 and '-', with no '-' at either end");
    }

    /// <summary>A Dapr app-id, by itself or with the namespace of the app: <c>receiver</c>, <c>receiver.tenant1-demo</c>.</summary>
    /// <exception cref="InvalidSettingException">Not such a name.</exception>
    public string AppId(string name, string fallback)
    {
        var text = Text(name, fallback);
        var parts = text.Split('.');
        return parts.Length <= 2 && parts.All(static part => DnsLabelPattern().IsMatch(part))
            ? text
            : throw Invalid(name, text, "an app-id such as receiver or receiver.my-namespace");
    }

    private static string? Allowed(string text, ReadOnlySpan<string> allowed)
    {
        foreach (var choice in allowed)
        {
            if (choice.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return choice;
            }
        }

        return null;
    }

    private static InvalidSettingException Invalid(string name, string value, string allowed)
    {
        var shown = OneLine.Of(value);
        return new InvalidSettingException($"{name} is \"{(shown.Length > MaxShown ? shown[..MaxShown] + "…" : shown)}\", but must be {allowed}");
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z")]
    private static partial Regex DnsLabelPattern();
}
