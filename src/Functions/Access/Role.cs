namespace RdpMedic.Functions.Access;

/// <summary>What a person or a program may do over HTTP: the app roles of the app registration, by these names. None implies another, but each may read.</summary>
public enum Role
{
    /// <summary>Reads hosts, cases and reports.</summary>
    Reader,

    /// <summary>Asks for a case or a dry run.</summary>
    Operator,

    /// <summary>Approves and rejects plans, and cancels cases.</summary>
    Approver,

    /// <summary>Pauses and resumes.</summary>
    Administrator,
}
