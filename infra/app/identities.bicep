// Four identities, so that what each could do when stolen is little: see docs/security.md.
param location string
param tags object
param name string

// Keeps the workflow: its queues, its tables, its own telemetry, its deployment. It knows no host.
resource keeper 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${name}-keeper'
  location: location
  tags: tags
}

// Reads and parses logs, inventory and state, all of which a stranger may have written. It can write nothing.
resource reader 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${name}-reader'
  location: location
  tags: tags
}

// Runs the read-only collector in guests, and nothing else. Without its role that evidence is "not collected: not permitted".
resource inspector 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${name}-inspector'
  location: location
  tags: tags
}

// Repairs. Taking away its role stops the product from outside.
resource actor 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${name}-actor'
  location: location
  tags: tags
}

@description('What other modules need of an identity.')
type identityType = {
  id: string
  clientId: string
  principalId: string
}

output keeper identityType = { id: keeper.id, clientId: keeper.properties.clientId, principalId: keeper.properties.principalId }
output reader identityType = { id: reader.id, clientId: reader.properties.clientId, principalId: reader.properties.principalId }
output inspector identityType = { id: inspector.id, clientId: inspector.properties.clientId, principalId: inspector.properties.principalId }
output actor identityType = { id: actor.id, clientId: actor.properties.clientId, principalId: actor.properties.principalId }
