using System.Text;

namespace DemoApp.Tenants;

/// <summary>Splits a text into words as a shell does, and expands and executes nothing.</summary>
public static class ShellWords
{
    /// <summary>
    /// The words. A backslash outside quotes stays, because Helm's keys have it (<c>a\.b</c>), unless a space or a quote follows.
    /// </summary>
    /// <exception cref="TenantListException">A quote is not closed.</exception>
    public static IReadOnlyList<string> Split(string text)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        char? quote = null;
        for (var i = 0; i < text.Length; i++)
        {
            var next = i + 1 < text.Length ? text[i + 1] : '\0';
            var isEscaped = quote is null
                ? char.IsWhiteSpace(next) || next is '\'' or '"'
                : quote == '"' && next is '"' or '\\' or '$' or '`';
            if (text[i] == quote)
            {
                quote = null;
            }
            else if (quote is null && char.IsWhiteSpace(text[i]))
            {
                if (word is not null)
                {
                    words.Add(word.ToString());
                    word = null;
                }
            }
            else if (quote is null && text[i] is '\'' or '"')
            {
                (quote, word) = (text[i], word ?? new());
            }
            else
            {
                word ??= new();
                if (text[i] == '\\' && isEscaped)
                {
                    i++;
                }

                word.Append(text[i]);
            }
        }

        if (quote is not null)
        {
            throw new TenantListException($"The quote {quote} is not closed: {text}");
        }

        return word is null ? words : [.. words, word.ToString()];
    }
}
