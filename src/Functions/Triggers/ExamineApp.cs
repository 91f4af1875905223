using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using RdpMedic.Cloud.Doctor;
using RdpMedic.Functions.Access;

namespace RdpMedic.Functions.Triggers;

/// <summary><c>GET /api/doctor</c>: tries every dependency and every permission without changing anything, and says what is missing and which role gives it.</summary>
public sealed class ExamineApp(Door door, Examination examination)
{
    [Function("Doctor")]
    [Operation(Role.Operator, "Tries every dependency and permission without changing anything, and says what is missing.", Answers = typeof(DoctorReport))]
    public async Task<IActionResult> DoctorAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/doctor")] HttpRequest request, CancellationToken cancellationToken) =>
        (await door.AdmitAsync(this, request, cancellationToken)).Refusal ?? Answers.Ok(await examination.ExamineAsync(cancellationToken));
}
