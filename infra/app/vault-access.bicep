// Who may do what with certificates: the reader sees them, the actor has new versions made. Nobody may read a private key: hosts fetch theirs with their own identity.
param vaultName string
param suffix string
param readerPrincipalId string
param actorPrincipalId string

var actions = loadJsonContent('../actions.json')

var roles = [
  { key: 'certificates-read', title: 'read certificates', dataActions: actions.vault.diagnose, principalId: readerPrincipalId }
  { key: 'certificates-renew', title: 'renew certificates', dataActions: actions.vault.repair, principalId: actorPrincipalId }
]

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName
}

resource definitions 'Microsoft.Authorization/roleDefinitions@2022-04-01' = [for role in roles: {
  name: guid(resourceGroup().id, suffix, role.key)
  properties: {
    roleName: 'RdpMedic ${role.title} ${suffix} ${resourceGroup().name}'
    description: 'See docs/security.md of RdpMedic.'
    type: 'CustomRole'
    permissions: [{ actions: [], dataActions: role.dataActions }]
    assignableScopes: [resourceGroup().id]
  }
}]

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (role, i) in roles: {
  name: guid(vault.id, suffix, role.key)
  scope: vault
  properties: {
    principalId: role.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: definitions[i].id
  }
}]
