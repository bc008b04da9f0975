using System.Text.RegularExpressions;

namespace DemoApp.Charts.Tests.Collector;

/// <summary>The part of OTTL that the chart uses, so that tests can carry out its statements. Whatever else a statement says is an error.</summary>
internal static partial class Ottl
{
    /// <summary>Carries a statement out on a resource and one record of it.</summary>
    public static void Run(string statement, Telemetry telemetry)
    {
        var parts = statement.Split(" where ", 2);
        if (parts.Length == 2 && !IsTrue(parts[1], telemetry))
        {
            return;
        }

        if (Set().Match(parts[0]) is { Success: true } set)
        {
            // A value that is not there sets nothing.
            if (Value(set.Groups[2].Value, telemetry) is { } value)
            {
                var (map, key) = Path(set.Groups[1].Value, telemetry);
                map[key] = value;
            }
        }
        else if (DeleteKey().Match(parts[0]) is { Success: true } delete)
        {
            telemetry.Attributes(delete.Groups[1].Value).Remove(Unquote(delete.Groups[2].Value));
        }
        else if (DeleteMatchingKeys().Match(parts[0]) is { Success: true } matching)
        {
            telemetry.Attributes(matching.Groups[1].Value).RemoveAll(new Regex(Unquote(matching.Groups[2].Value)).IsMatch);
        }
        else if (ReplacePattern().Match(parts[0]) is { Success: true } replace)
        {
            var (map, key) = Path(replace.Groups[1].Value, telemetry);
            if (map[key] is { } value)
            {
                map[key] = Regex.Replace(value, Unquote(replace.Groups[2].Value), Unquote(replace.Groups[3].Value));
            }
        }
        else
        {
            throw new NotSupportedException($"A statement that these tests cannot carry out: {statement}");
        }
    }

    /// <summary>Whether a condition holds.</summary>
    public static bool IsTrue(string condition, Telemetry telemetry)
    {
        if (Comparison().Match(condition) is { Success: true } comparison)
        {
            var equal = Value(comparison.Groups[1].Value, telemetry) == Value(comparison.Groups[3].Value, telemetry);
            return comparison.Groups[2].Value == "==" ? equal : !equal;
        }

        if (IsMatch().Match(condition) is { Success: true } match)
        {
            return Value(match.Groups[1].Value, telemetry) is { } text && Regex.IsMatch(text, Unquote(match.Groups[2].Value));
        }

        throw new NotSupportedException($"A condition that these tests cannot judge: {condition}");
    }

    private static string? Value(string expression, Telemetry telemetry) => expression switch
    {
        "nil" => null,
        "name" => telemetry.Name,
        ['"', ..] => Unquote(expression),
        _ => Path(expression, telemetry) is var (map, key) ? map[key] : null,
    };

    private static (Attributes Map, string Key) Path(string expression, Telemetry telemetry) =>
        Attribute().Match(expression) is { Success: true } path
            ? (telemetry.Attributes(path.Groups[1].Value), Unquote(path.Groups[2].Value))
            : throw new NotSupportedException($"A path that these tests do not know: {expression}");

    // In the collector's file $$ is a dollar sign.
    private static string Unquote(string literal) => literal.Trim('"').Replace("$$", "$", StringComparison.Ordinal);

    private const string Literal = "\"[^\"]*\"";
    private const string AnyPath = "[a-z_.]*attributes\\[" + Literal + "\\]";

    [GeneratedRegex("^([a-z_.]*)attributes\\[(" + Literal + ")\\]$")]
    private static partial Regex Attribute();

    [GeneratedRegex("^set\\((" + AnyPath + "), (" + AnyPath + "|" + Literal + ")\\)$")]
    private static partial Regex Set();

    [GeneratedRegex("^delete_key\\(([a-z_.]*)attributes, (" + Literal + ")\\)$")]
    private static partial Regex DeleteKey();

    [GeneratedRegex("^delete_matching_keys\\(([a-z_.]*)attributes, (" + Literal + ")\\)$")]
    private static partial Regex DeleteMatchingKeys();

    [GeneratedRegex("^replace_pattern\\((" + AnyPath + "), (" + Literal + "), (" + Literal + ")\\)$")]
    private static partial Regex ReplacePattern();

    [GeneratedRegex("^(" + AnyPath + ") (==|!=) (" + Literal + "|nil)$")]
    private static partial Regex Comparison();

    [GeneratedRegex("^IsMatch\\((" + AnyPath + "|name), (" + Literal + ")\\)$")]
    private static partial Regex IsMatch();
}
