// Jest asks for colours in its workers under CI; what tests compare is plain.
delete process.env.FORCE_COLOR;
process.env.NO_COLOR = '1';
