import _ from 'lodash';

export async function handler() {
  return _.chain([
    { id: 1, tag: 'a' },
    { id: 2, tag: 'b' },
    { id: 3, tag: 'a' },
  ])
    .groupBy('tag')
    .mapValues((orders) => _.sumBy(orders, 'id'))
    .value();
}
