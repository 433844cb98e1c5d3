export interface DegreeQueue {
  /** Takes out a variable of smallest degree: of several the one put there last. */
  takeSmallest(): number;
  move(variable: number, degree: number): void;
}

/** Variables by degree, in doubly linked lists: each step takes constant time. @param degree per variable, below the number of variables */
export function degreeQueue(degree: Int32Array): DegreeQueue {
  const size = degree.length;
  const head = new Int32Array(size + 1).fill(-1);
  const next = new Int32Array(size);
  const previous = new Int32Array(size);
  const at = new Int32Array(size);
  let smallest = 0;
  const insert = (variable: number, to: number): void => {
    at[variable] = to;
    previous[variable] = -1;
    next[variable] = head[to]!;
    if (head[to]! >= 0) previous[head[to]!] = variable;
    head[to] = variable;
    if (to < smallest) smallest = to;
  };
  const remove = (variable: number): void => {
    if (previous[variable]! >= 0) next[previous[variable]!] = next[variable]!;
    else head[at[variable]!] = next[variable]!;
    if (next[variable]! >= 0) previous[next[variable]!] = previous[variable]!;
  };
  for (let variable = size - 1; variable >= 0; variable--) insert(variable, degree[variable]!);
  smallest = 0;
  return {
    takeSmallest(): number {
      while (head[smallest]! < 0) smallest++;
      const variable = head[smallest]!;
      remove(variable);
      return variable;
    },
    move(variable: number, to: number): void {
      remove(variable);
      insert(variable, to);
    },
  };
}
