using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DemoApp.YamlFiles;

/// <summary>
/// Checks a text before it becomes nodes: depth and number of nodes, both as they are once aliases are expanded, and aliases that contain
/// themselves. YamlDotNet works by recursion and takes all of those, and a stack that overflows ends the process.
/// </summary>
internal sealed class YamlLimits(string path)
{
    private readonly Dictionary<AnchorName, Subtree> _anchors = [];
    private readonly Stack<(AnchorName Anchor, Subtree Subtree)> _open = [];

    /// <summary>Reads all that the parser has.</summary>
    /// <exception cref="YamlFileException">A limit is exceeded, or an alias has no complete node to stand for.</exception>
    public void Check(IParser parser)
    {
        while (parser.MoveNext())
        {
            switch (parser.Current)
            {
                case DocumentStart:
                    _anchors.Clear();
                    break;
                case AnchorAlias alias:
                    Add(_anchors.TryGetValue(alias.Value, out var subtree)
                        ? subtree
                        : throw new YamlFileException(
                            $"{path}:{alias.Start.Line}: *{alias.Value} names no node above that is complete."), alias);
                    break;
                case MappingStart or SequenceStart:
                    var start = (NodeEvent)parser.Current;
                    _anchors.Remove(start.Anchor);
                    _open.Push((start.Anchor, new Subtree(1, 1)));
                    CheckDepth(_open.Count, start);
                    break;
                case MappingEnd or SequenceEnd:
                    var (anchor, closed) = _open.Pop();
                    Keep(anchor, closed);
                    Add(closed, parser.Current);
                    break;
                case Scalar scalar:
                    Keep(scalar.Anchor, new Subtree(1, 1));
                    Add(new Subtree(1, 1), scalar);
                    break;
            }
        }
    }

    private void Keep(AnchorName anchor, Subtree subtree)
    {
        if (!anchor.IsEmpty)
        {
            _anchors[anchor] = subtree;
        }
    }

    private void Add(Subtree child, ParsingEvent at)
    {
        CheckDepth(_open.Count + child.Depth - 1, at);
        if (_open.TryPop(out var parent))
        {
            var sum = new Subtree(parent.Subtree.Nodes + child.Nodes, Math.Max(parent.Subtree.Depth, child.Depth + 1));
            if (sum.Nodes > YamlFile.MaxNodes)
            {
                throw new YamlFileException(
                    $"{path}:{at.Start.Line}: more than {YamlFile.MaxNodes} nodes of YAML once aliases are expanded.");
            }

            _open.Push((parent.Anchor, sum));
        }
    }

    private void CheckDepth(int depth, ParsingEvent at)
    {
        if (depth > YamlFile.MaxDepth)
        {
            throw new YamlFileException($"{path}:{at.Start.Line}: more than {YamlFile.MaxDepth} levels of YAML.");
        }
    }

    private readonly record struct Subtree(int Nodes, int Depth);
}
