namespace RdpMedic.Functions.Access;

/// <summary>What an HTTP function needs and gives. The door asks for the role; <c>/api/openapi.json</c> says the rest.</summary>
/// <param name="role">Whoever calls has it.</param>
/// <param name="summary">One sentence.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OperationAttribute(Role role, string summary) : Attribute
{
    public Role Role { get; } = role;

    public string Summary { get; } = summary;

    /// <summary>The body; null: none.</summary>
    public Type? Takes { get; init; }

    /// <summary>The answer.</summary>
    public required Type Answers { get; init; }

    /// <summary>Its status.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Statuses of problems beside 401, 403 and 503, which every function may answer.</summary>
    public int[] Refuses { get; init; } = [];
}

/// <summary>A parameter of the query.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class QueryAttribute(string name, string says) : Attribute
{
    public string Name { get; } = name;

    public string Says { get; } = says;
}
