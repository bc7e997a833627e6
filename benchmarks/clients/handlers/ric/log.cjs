exports.handler = async (event) => {
  console.log('received');
  return event;
};
