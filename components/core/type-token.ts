/** The type token of a component. Part of every child's URN, so a change needs an alias (contract: identity goldens). */
export function typeToken<const Class extends string>(className: Class): `roadstead:index:${Class}` {
  return `roadstead:index:${className}`;
}
