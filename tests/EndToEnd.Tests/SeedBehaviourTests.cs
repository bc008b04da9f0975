using System.Text;
using System.Text.Json.Nodes;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests;

/// <summary>Replays what the Python original answered; docs/compatibility.md has the differences.</summary>
public sealed class SeedBehaviourTests(PlainServices services)
{
    private static readonly JsonArray Recorded = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "TestData/seed-http.json")))!.AsArray();

    private static readonly Dictionary<string, int> Differences = File.ReadLines(Path.Combine(Repository.Root, "docs/compatibility.md"))
        .TakeWhile(line => line != "## Commands")
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| recorded", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .ToDictionary(cells => cells[1], cells => int.Parse(cells[3], System.Globalization.CultureInfo.InvariantCulture));

    public static TheoryData<string> Cases => [.. Recorded.Select(one => one!["name"]!.GetValue<string>())];

    [Fact]
    public void Differences_Listed_AreAllOfRecordedCases() =>
        Assert.Subset(Cases.Select(row => row.Data).ToHashSet(), Differences.Keys.ToHashSet());

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task RecordedCase_Replayed_AnswersAsTheOriginalOrAsListed(string name)
    {
        var recorded = Recorded.Single(one => one!["name"]!.GetValue<string>() == name)!;
        await using var special = await SpecialSetUpAsync(name);
        var service = (special, recorded["sidecar"]!.GetValue<string>()) switch
        {
            (DirectPair pair, "sender") => pair.Sender,
            (DirectPair pair, _) => pair.Receiver,
            (_, var which) => services[which],
        };

        var answer = await service.SendAsync(
            new HttpMethod(recorded["request"]!["method"]!.GetValue<string>()), recorded["request"]!["path"]!.GetValue<string>(), Content(recorded["request"]!));

        var expected = recorded["response"]!;
        if (Differences.TryGetValue(name, out var status))
        {
            Assert.Equal(status, (int)answer.Status);
            Assert.False(status == expected["status"]!.GetValue<int>() && Same(expected["body"], answer), "This case no longer differs: take it off the list.");
        }
        else
        {
            Assert.Equal(expected["status"]!.GetValue<int>(), (int)answer.Status);
            Assert.True(Same(expected["body"], answer), $"{answer.Body}\nis not\n{expected["body"]}");
        }
    }

    private static async Task<DirectPair?> SpecialSetUpAsync(string name)
    {
        if (name.StartsWith("receiver ERROR_RATE=1", StringComparison.Ordinal))
        {
            return await DirectPair.StartAsync(receiver: new() { ["ERROR_RATE"] = "1" });
        }

        if (name != "receiver down")
        {
            return null;
        }

        var pair = await DirectPair.StartAsync();
        await pair.Receiver.DisposeAsync();
        return pair;
    }

    private static ByteArrayContent? Content(JsonNode request)
    {
        if (request["body"] is not { } body)
        {
            return null;
        }

        var text = body is JsonValue value && value.TryGetValue<string>(out var raw) ? raw : body.ToJsonString();
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        return content;
    }

    private static bool Same(JsonNode? recorded, Answer answer)
    {
        if (recorded is not JsonObject expected || answer.MediaType?.EndsWith("json", StringComparison.Ordinal) != true)
        {
            return false;
        }

        // A problem has type, title and status beside the detail that the original's errors consist of.
        var actual = answer.MediaType == "application/problem+json" ? (JsonNode)new JsonObject { ["detail"] = answer.Json["detail"]!.DeepClone() } : answer.Json;
        return JsonNode.DeepEquals(Normalized(expected), Normalized(actual));
    }

    private static JsonNode Normalized(JsonNode node)
    {
        var copy = node.DeepClone();
        var process = copy["receiver_response"] ?? copy;
        if (process["database_result"] is { } result)
        {
            process["processing_time_seconds"] = process["processing_time_seconds"]!.GetValue<double>() >= 0;
            result["records"] = result["records"]!.GetValue<int>() > 0;
        }

        return copy;
    }
}
