import type { CompactMember, CompactModel, CompactShape, CompactStructure, MemberPlace } from './compact-model.ts';

/** A type of a value in a message. */
export type Shape = SimpleShape | ListShape | MapShape | Structure;

const simpleKinds = [
  'string',
  'number',
  'boolean',
  'blob',
  /** A time in the format of the protocol, or in one of these formats. */
  'time',
  'date-time',
  'http-date',
  'epoch-seconds',
] as const;

export interface SimpleShape {
  readonly kind: (typeof simpleKinds)[number];
}

export interface ListShape {
  readonly kind: 'list';
  readonly member: Member;
}

export interface MapShape {
  readonly kind: 'map';
  readonly key: Member;
  readonly value: Member;
}

export interface Structure {
  readonly kind: 'structure';
  readonly name: string;
  readonly xmlName: string | undefined;
  readonly members: readonly NamedMember[];
}

/** A value in a message, and where it is there. */
export interface Member extends MemberPlace {
  readonly shape: Shape;
}

export interface NamedMember extends Member {
  readonly name: string;
  readonly isRequired: boolean;
}

export interface OperationModel {
  readonly name: string;
  readonly input: Structure;
  readonly output: Structure;
  readonly http: readonly [method: string, uri: string, status: number] | undefined;
}

/** The operations of a service, with what their messages consist of. */
export interface ServiceModel extends Pick<CompactModel, 'title' | 'target' | 'namespace' | 'missing' | 'errors'> {
  readonly operations: ReadonlyMap<string, OperationModel>;
}

const simpleShapes = new Map(simpleKinds.map((kind) => [kind as string, { kind }]));

/** Resolves the names in a generated model. */
export function linkModel({ operations, structures, ...rest }: CompactModel): ServiceModel {
  const linked = new Map<string, Structure>();

  const structureNamed = (name: string): Structure => {
    const known = linked.get(name);
    if (known !== undefined) return known;
    const compact: CompactStructure = structures[name] ?? { members: {} };
    const members: NamedMember[] = [];
    const structure = { kind: 'structure', name, xmlName: compact.xmlName, members } as const;
    // Before its members, one of which can be of the same type.
    linked.set(name, structure);
    Object.entries(compact.members).forEach(([memberName, member], index) => {
      members.push({ ...memberOf(member), name: memberName, isRequired: index < (compact.required ?? 0) });
    });
    return structure;
  };
  const shapeOf = (compact: CompactShape): Shape => {
    if (typeof compact === 'string') return simpleShapes.get(compact) ?? structureNamed(compact);
    if ('list' in compact) return { kind: 'list', member: memberOf(compact.list) };
    return { kind: 'map', key: memberOf(compact.map[0]), value: memberOf(compact.map[1]) };
  };
  const memberOf = (compact: CompactMember): Member => {
    if (typeof compact === 'string' || !('length' in compact)) return { shape: shapeOf(compact) };
    return { ...compact[1], shape: shapeOf(compact[0]) };
  };

  const entries = Object.entries(operations).map(([name, { input, output, http }]) => {
    return [name, { name, input: structureNamed(input), output: structureNamed(output), http }] as const;
  });
  return { ...rest, operations: new Map(entries) };
}
