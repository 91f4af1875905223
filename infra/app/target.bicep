// What the product may do in one resource group of hosts. Every action stands in ../actions.json, which is made of the permissions.json beside the code that uses it.
param suffix string
param readerPrincipalId string
param inspectorPrincipalId string
param actorPrincipalId string

@description('Which roles are given here. Without repair nothing is ever changed; without inspect guests are not looked into.')
param inspect bool
param repair bool

@description('Roles that are refused by default, by name: registration.')
param optIn array

var actions = loadJsonContent('../actions.json')

var asked = filter([
  { key: 'diagnose', actions: actions.control.diagnose, principalId: readerPrincipalId, wanted: true }
  { key: 'inspect', actions: actions.control.inspect, principalId: inspectorPrincipalId, wanted: inspect }
  { key: 'repair', actions: actions.control.repair, principalId: actorPrincipalId, wanted: repair }
], role => role.wanted)

var opted = map(filter(items(actions.optIn), one => contains(optIn, one.key)), one => { key: one.key, actions: one.value, principalId: actorPrincipalId, wanted: true })

var roles = concat(asked, repair ? opted : [])

resource definitions 'Microsoft.Authorization/roleDefinitions@2022-04-01' = [for role in roles: {
  name: guid(resourceGroup().id, suffix, role.key)
  properties: {
    // Names of custom roles are unique in a tenant.
    roleName: 'RdpMedic ${role.key} ${suffix} ${resourceGroup().name}'
    description: 'See docs/security.md of RdpMedic.'
    type: 'CustomRole'
    permissions: [{ actions: role.actions }]
    assignableScopes: [resourceGroup().id]
  }
}]

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (role, i) in roles: {
  name: guid(resourceGroup().id, suffix, role.key, role.principalId)
  properties: {
    principalId: role.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: definitions[i].id
  }
}]
